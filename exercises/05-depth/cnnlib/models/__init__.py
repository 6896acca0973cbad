"""The networks of the five source documents and their papers, in PyTorch (chapters 2 and 5 to 7).

Each function builds a ``torch.nn.Sequential`` whose layers have names. Import from the modules,
for example ``from cnnlib.models.vgg16 import vgg16``.
"""
