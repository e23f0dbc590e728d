"""``python -m striate_inside CONTROL UID GID`` is the zygote.

The first act is to stop being root, before anything else is imported.
"""

import os
import sys

_control, _uid, _gid = (int(argument) for argument in sys.argv[1:])
if os.getuid() == 0 and _uid:
    os.setgroups([])
    os.setgid(_gid)
    os.setuid(_uid)

# The folder of this package was needed to find it, and is nothing for a student's import statements.
sys.path.remove(os.environ.pop("PYTHONPATH").split(os.pathsep)[0])

import socket  # noqa: E402

from .zygote import main  # noqa: E402

main(socket.socket(fileno=_control))
os._exit(0)
