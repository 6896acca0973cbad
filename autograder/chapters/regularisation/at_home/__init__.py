"""What feedback shows to try at home in chapter 6, where that is more than one call.

Of what is drawn at random, the lines give a property. Frequencies are rounded: those of right
answers are five standard deviations or more away from where they would be rounded otherwise.
"""
