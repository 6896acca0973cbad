"""The right training loop, written with torch only."""

__all__ = ["train_best"]


def train_best(model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None):
    """Train with a data loader's batches, and keep copies of every state."""
    import numpy as np
    import torch

    (x, y), (x_val, y_val) = (tuple(map(torch.tensor, pair)) for pair in (training, validation))
    std, mean = torch.std_mean(x.double(), dim=(0, 2, 3), keepdim=True, correction=0)
    x, x_val = (((each - mean) / std).float() for each in (x, x_val))
    rows, states = [], []
    for _ in range(epochs):
        losses = []
        model.train(True)
        for places in torch.tensor(rng.permutation(len(x))).split(batch_size):
            batch = x[places]
            if augment is not None:
                batch = torch.tensor(np.array(augment(batch.numpy(), rng)))
            each = torch.nn.CrossEntropyLoss(reduction="none")(model(batch), y[places])
            optimizer.zero_grad()
            each.mean().backward()
            optimizer.step()
            losses += each.tolist()
        model.train(False)
        with torch.inference_mode():
            scores = model(x_val)
        rows.append(
            {
                "loss": float(np.mean(losses)),
                "validation_loss": torch.nn.CrossEntropyLoss()(scores, y_val).item(),
                "validation_accuracy": float((scores.argmax(1) == y_val).double().mean()),
            }
        )
        states.append({name: value.clone() for name, value in model.state_dict().items()})
    model.load_state_dict(states[int(np.argmax([row["validation_accuracy"] for row in rows]))])
    return rows
