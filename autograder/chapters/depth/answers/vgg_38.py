"""Answers to `vgg_38`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

from torch import nn

from autograder.checks.answers import misconception, variant
from cnnlib.residual import ResidualBlock
from cnnlib.vgg import conv_block, plain_block, reduction_block

EVERY_PART = ("plain", "batch norm", "residual", "both, evaluating")


@variant
def with_add_module(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    net = nn.Sequential()
    net.add_module("entry", conv_block(in_channels, channels, True))
    for stage in range(3):
        for block in range(5):
            name = f"stage{stage + 1}_block{block + 1}"
            if residual:
                net.add_module(name, ResidualBlock(channels, channels, 1, batch_norm))
            else:
                net.add_module(name, plain_block(channels, batch_norm))
        net.add_module(f"stage{stage + 1}_reduction", reduction_block(channels, batch_norm))
    net.add_module("pool", nn.AdaptiveAvgPool2d((1, 1)))
    net.add_module("flatten", nn.Flatten())
    net.add_module("fc", nn.Linear(channels, classes))
    return net


@variant
def with_a_dict(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    from collections import OrderedDict

    def block():
        if residual:
            return ResidualBlock(channels, channels, batch_norm=batch_norm)
        return plain_block(channels, batch_norm)

    stages = {}
    for stage in (1, 2, 3):
        stages |= {f"stage{stage}_block{number}": block() for number in range(1, 6)}
        stages[f"stage{stage}_reduction"] = reduction_block(channels, batch_norm)
    head = {
        "pool": nn.AdaptiveAvgPool2d(1),
        "flatten": nn.Flatten(),
        "fc": nn.Linear(channels, classes),
    }
    entry = {"entry": conv_block(in_channels, channels, batch_norm=True)}
    return nn.Sequential(OrderedDict(entry | stages | head))


@variant
def from_single_layers(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.entry = nn.Sequential(
                nn.Conv2d(in_channels, channels, 3, padding=1, bias=False),
                nn.BatchNorm2d(channels),
                nn.LeakyReLU(0.01),
            )
            self.names = ["entry"]
            for stage in "123":
                for number in "12345":
                    block = (
                        ResidualBlock(channels, channels, 1, batch_norm)
                        if residual
                        else nn.Sequential(*self.conv(), *self.conv())
                    )
                    self.put(f"stage{stage}_block{number}", block)
                halves = nn.Sequential(*self.conv(), nn.AvgPool2d(2, 2), *self.conv())
                self.put(f"stage{stage}_reduction", halves)
            self.put("pool", nn.AdaptiveAvgPool2d((1, 1)))
            self.put("flatten", nn.Flatten(1))
            self.put("fc", nn.Linear(channels, classes))

        def conv(self):
            layers = [nn.Conv2d(channels, channels, 3, 1, 1, bias=False)]
            if batch_norm:
                layers.append(nn.BatchNorm2d(channels))
            return [*layers, nn.LeakyReLU()]

        def put(self, name, layer):
            setattr(self, name, layer)
            self.names.append(name)

        def forward(self, x):
            for name in self.names:
                x = getattr(self, name)(x)
            return x

    return Network()


@misconception(
    "`residual` makes no difference: the blocks of two convolutions have no shortcuts.",
    loses=("residual", "both, evaluating"),
)
def ignores_residual(right, residual=False, **given):
    return right(**given)


@misconception(
    "The logits go through a softmax. `nn.CrossEntropyLoss` expects logits, so the network ends "
    "with its dense layer.",
    loses=EVERY_PART,
)
def ends_with_softmax(right, **given):
    net = right(**given)
    net.add_module("softmax", nn.Softmax(dim=1))
    return net


@misconception(
    "You take the maximum of the last maps. The network averages them: `nn.AdaptiveAvgPool2d(1)`.",
    loses=EVERY_PART,
)
def pools_by_the_maximum(right, **given):
    net = right(**given)
    net.pool = nn.AdaptiveMaxPool2d(1)
    return net


@misconception(
    "Each stage begins with its reduction. The five blocks come first and see the larger maps; the "
    "reduction closes the stage.",
    loses=EVERY_PART,
)
def reduces_first(right, **given):
    from collections import OrderedDict

    layers = dict(right(**given).named_children())
    turned = OrderedDict()
    for name, layer in layers.items():
        if name.endswith("block1"):
            reduction = name.replace("block1", "reduction")
            turned[reduction] = layers[reduction]
        turned.setdefault(name, layer)
    return nn.Sequential(turned)


@misconception(
    "The reduction takes the maximum of each 2x2 window. In this network it averages: use the "
    "given `reduction_block`.",
    loses=EVERY_PART,
)
def reduces_by_the_maximum(right, **given):
    net = right(**given)
    for module in list(net.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.AvgPool2d):
                setattr(module, name, nn.MaxPool2d(2))
    return net
