"""`python -m bot`: the same as the command `pinchpoint`."""

import sys

from bot.cli import main

sys.exit(main())
