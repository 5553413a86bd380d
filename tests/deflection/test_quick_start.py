"""The figures load none of the slow libraries until one of them is reckoned."""

import subprocess
import sys

from tests.deflection.test_doctests import MODULES

SLOW = ("numpy", "numpy_financial", "pandas", "scipy", "statsmodels")


def test_importing_the_figures_loads_no_slow_library() -> None:
    program = f"import sys, {', '.join(MODULES)}; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
