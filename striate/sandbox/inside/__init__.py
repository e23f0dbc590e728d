"""The part of the sandbox that lies within it: the only folder of ours that a sandboxed process can see.

The trusted side imports `codec` and `wire` from here, because both ends of a socket must speak alike; nothing in this
folder imports anything from outside it except NumPy, msgpack and IPython.
"""
