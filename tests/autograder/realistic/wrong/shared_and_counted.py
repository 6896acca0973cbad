"""Wrong solutions of chapters 5 and 7 in torch: layers shared, and layers counted."""

# ruff: noqa: ARG001 - as students write

from collections import OrderedDict

from torch import nn
from torch.nn import functional as F  # noqa: N812

from cnnlib.counting import row_modules, run_once
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.mobilenet import BLOCKS
from cnnlib.residual import ResidualBlock
from cnnlib.vgg import conv_block, plain_block, reduction_block
from tests.autograder.realistic.marking import wrong


def _row(name, m, shape, params, work):
    return {
        "name": name,
        "type": type(m).__name__,
        "output_shape": shape,
        "parameters": params,
        "multiply_adds": work,
    }


def _net(in_channels, classes, width, scale, extra=None, bias=False, stride1=2):
    d = OrderedDict()
    c = scale(32, width)
    d["conv1"] = nn.Conv2d(in_channels, c, 3, stride1, 1, bias=bias)
    d["bn1"] = nn.BatchNorm2d(c)
    d["relu1"] = nn.ReLU()
    for i, (o, s) in enumerate(BLOCKS, 2):
        o = scale(o, width)
        d[f"block{i}"] = DepthwiseSeparable(c, o, s)
        c = o
    d["pool"] = nn.AdaptiveAvgPool2d(1)
    d["flatten"] = nn.Flatten()
    d["fc"] = nn.Linear(c, classes)
    return d


@wrong("05-depth.ResidualBlock", "`bn1` and `bn2` are one and the same module")
class OneNormForBoth(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        norm = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.bn1 = norm
        self.bn2 = norm
        self.shortcut = nn.Identity()
        self.bn_shortcut = nn.Identity()
        if stride > 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            if batch_norm:
                self.bn_shortcut = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        y = F.leaky_relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.leaky_relu(y + self.bn_shortcut(self.shortcut(x)))


@wrong("05-depth.vgg_38", "`stage1_block1` and `stage1_block2` are one and the same module")
def one_block_for_each_stage(
    in_channels=3, classes=100, channels=32, batch_norm=False, residual=False
):
    net = OrderedDict(entry=conv_block(in_channels, channels, True))
    for s in (1, 2, 3):
        block = (
            ResidualBlock(channels, channels, batch_norm=batch_norm)
            if residual
            else plain_block(channels, batch_norm)
        )
        for b in range(1, 6):
            net[f"stage{s}_block{b}"] = block
        net[f"stage{s}_reduction"] = reduction_block(channels, batch_norm)
    net["pool"] = nn.AdaptiveAvgPool2d(1)
    net["flatten"] = nn.Flatten()
    net["fc"] = nn.Linear(channels, classes)
    return nn.Sequential(net)


@wrong("05-depth.GradientFlow", "TakesTheAbsoluteOfTheMean", "KeepsTheLastPass")
class AbsoluteMeanOfTheLastPass:
    def __init__(self, model):
        self.model = model
        self.sizes = {}
        self.handles = []

    def __enter__(self):
        for name, p in self.model.named_parameters():
            if name.rsplit(".", 1)[-1] == "weight" and p.ndim > 1:
                layer = name.rsplit(".", 1)[0]
                self.sizes[layer] = 0.0

                def hook(grad, layer=layer):
                    self.sizes[layer] = abs(grad.mean().item())

                self.handles.append(p.register_hook(hook))
        return self

    def __exit__(self, *_):
        for h in self.handles:
            h.remove()
        self.handles = []

    def per_layer(self):
        return dict(self.sizes)


@wrong(
    "07-efficient.layer_table",
    "counts_the_transposed_like_others",
    "forgets_what_is_in_a_block",
    "hooks_a_shared_layer_twice",
)
def counts_output_times_weight(model, input_shape, blocks=()):
    rows = []
    handles = []
    seen = set()

    def make(name):

        def hook(mod, inp, out):
            weight = getattr(mod, "weight", None)
            work = 0
            if isinstance(mod, (nn.Conv2d, nn.Linear, nn.ConvTranspose2d)):
                work = out[0].numel() * weight[0].numel()
            n = 0 if id(mod) in seen else sum(p.numel() for p in mod.parameters())
            seen.add(id(mod))
            rows.append(_row(name, mod, tuple(out.shape)[1:], n, work))

        return hook

    for name, m in row_modules(model, blocks):
        handles.append(m.register_forward_hook(make(name)))
    run_once(model, input_shape)
    for h in handles:
        h.remove()
    return rows


@wrong(
    "07-efficient.layer_table",
    "ignores_groups",
    "forgets_what_is_in_a_block",
    "forgets_the_transposed",
    "hooks_a_shared_layer_twice",
    "leaves_its_hooks",
    "counts_shared_weights_again",
)
def counts_in_channels(model, input_shape, blocks=()):
    rows = []
    for name, m in row_modules(model, blocks):

        def hook(mod, inp, out, name=name):
            work = 0
            if isinstance(mod, nn.Conv2d):
                work = out[0].numel() * mod.in_channels * mod.kernel_size[0] * mod.kernel_size[1]
            elif isinstance(mod, nn.Linear):
                work = mod.in_features * mod.out_features
            rows.append(
                _row(
                    name, mod, tuple(out.shape[1:]), sum(p.numel() for p in mod.parameters()), work
                )
            )

        m.register_forward_hook(hook)
    run_once(model, input_shape)
    return rows


@wrong("07-efficient.mobilenet", "rounds_to_the_nearest", "forgets_the_least_of_8")
def rounds_without_a_minimum(in_channels=3, classes=1000, width=1.0):
    return nn.Sequential(_net(in_channels, classes, width, lambda c, a: max(1, round(c * a))))


@wrong("07-efficient.mobilenet", "rounds_to_multiples_of_8")
def makes_divisible(in_channels=3, classes=1000, width=1.0):
    return nn.Sequential(
        _net(in_channels, classes, width, lambda c, a: max(8, int(c * a + 4) // 8 * 8))
    )
