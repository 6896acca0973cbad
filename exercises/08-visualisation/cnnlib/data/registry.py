"""The addresses of the published data sets, and the checksums of their files."""

from dataclasses import dataclass

__all__ = ["OFFICIAL_FILES", "OfficialFile"]


@dataclass(frozen=True)
class OfficialFile:
    """One file: the address of its folder, its name, and its published MD5 checksum."""

    folder: str
    name: str
    md5: str

    @property
    def url(self) -> str:
        return f"{self.folder}/{self.name}"


# The authors' MNIST page no longer serves the files; PyTorch uses this copy.
MNIST = "https://ossci-datasets.s3.amazonaws.com/mnist"
FASHION = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion"
CIFAR = "https://www.cs.toronto.edu/~kriz"
EMNIST = "https://biometrics.nist.gov/cs_links/EMNIST"

# Training images and labels come before test images and labels.
OFFICIAL_FILES: dict[str, tuple[OfficialFile, ...]] = {
    "mnist": (
        OfficialFile(MNIST, "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        OfficialFile(MNIST, "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        OfficialFile(MNIST, "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        OfficialFile(MNIST, "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ),
    "fashion-mnist": (
        OfficialFile(FASHION, "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        OfficialFile(FASHION, "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
        OfficialFile(FASHION, "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
        OfficialFile(FASHION, "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
    ),
    "emnist-balanced": (OfficialFile(EMNIST, "gzip.zip", "58c8d27c78d21e728a6bc7b3cc06412e"),),
    "cifar10": (OfficialFile(CIFAR, "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530"),),
    "cifar100": (
        OfficialFile(CIFAR, "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8"),
    ),
}
