"""`snug self-test`: is everything here that is needed, and does it work together?"""

import argparse

from launcher.actions.parts import Parts
from launcher.actions.self_test import Check, self_test_checks
from launcher.cli.output import Output


def self_test(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:  # noqa: ARG001
    """Run every check; exit 1 when one fails."""
    checks = list(self_test_checks(parts))
    fine = all(check.ok for check in checks)
    keys = {
        "checks": [
            {"name": c.name, "ok": c.ok, "detail": c.detail, "seconds": c.seconds} for c in checks
        ],
        "ok": fine,
    }
    output.answer(keys, "\n".join(_line(check) for check in checks))
    return 0 if fine else 1


def _line(check: Check) -> str:
    return (
        f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail} ({check.seconds:.2f} s)"
    )
