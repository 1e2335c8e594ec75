"""Loss and gradients of small networks by PyTorch in double precision: python tests/reference/autoencoder.py > tests/reference/autoencoder.json

Three numbers and a name of three are six inputs: numbers first, then one place a name. `ranks` of -1 are
names that are not among them.
"""
import json

import torch
from torch import nn

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"Relu": torch.relu, "Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Linear": lambda x: x}
LOSSES = {"Mse": nn.functional.mse_loss, "Huber": nn.functional.huber_loss}


def rounded(tensor):
    """As f32 holds it, so that both sides start from the same numbers."""
    return tensor.float().double()


def case(hidden, hidden_activation, output_activation, loss_name, l1):
    sizes = [6, *hidden, 6]
    weights = [rounded(torch.randn(a, b) * 0.7).requires_grad_() for a, b in zip(sizes, sizes[1:])]
    biases = [rounded(torch.randn(b) * 0.3).requires_grad_() for b in sizes[1:]]
    numbers = rounded(torch.randn(9, 3))
    ranks = torch.tensor([0, 1, 2, -1, 1, 1, 0, 2, 2])
    names = torch.zeros(9, 3)
    names[ranks >= 0, ranks[ranks >= 0]] = 1
    x = torch.cat([numbers, names], 1)
    value, first = x, None
    for i, (weight, bias) in enumerate(zip(weights, biases)):
        value = ACTIVATIONS[output_activation if i == len(hidden) else hidden_activation](value @ weight + bias)
        first = value if first is None else first
    loss = LOSSES[loss_name](value, x) + l1 * first.abs().sum() / len(x)
    loss.backward()
    return {
        "hidden": hidden, "hidden_activation": hidden_activation, "output_activation": output_activation, "loss": loss_name,
        "l1_activity": l1, "numbers": numbers.tolist(), "ranks": ranks.tolist(),
        "weights": [w.tolist() for w in weights], "biases": [b.tolist() for b in biases], "value": loss.item(),
        "weight_slopes": [w.grad.tolist() for w in weights], "bias_slopes": [b.grad.tolist() for b in biases],
    }


print(json.dumps([
    case([5, 3, 4], "Relu", "Sigmoid", "Mse", 1e-2),
    case([9, 2], "Tanh", "Linear", "Huber", 0.0),
    case([4], "Sigmoid", "Linear", "Mse", 0.0),
]))
