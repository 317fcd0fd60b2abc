"""Predicted speeds as the answers in JSON have them."""

from launcher.planning.speed import Speed


def speed_keys(speed: Speed | None) -> dict[str, object] | None:
    """Tokens a second as a range with its basis; None where nothing is known."""
    if speed is None:
        return None
    return {
        "low": round(speed.low, 2),
        "high": round(speed.high, 2),
        "basis": str(speed.basis),
    }
