"""Wrong solutions as students write them, each with one to four gaps, and what is true of them."""
