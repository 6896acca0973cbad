"""Networks described as data: a list of layer types with their options (chapters 5 to 8).

``description`` reads such a list, ``sizes`` computes what each layer takes and gives and what the
network costs, and ``build`` makes it in PyTorch.
"""
