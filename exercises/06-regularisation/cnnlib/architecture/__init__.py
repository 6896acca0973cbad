"""Networks described as data: a list of layer types with their options (chapters 5 to 8).

``description`` reads such a list, ``sizes`` computes the shapes of all layers and the cost of the
network, and ``build`` builds it in PyTorch.
"""
