"""MessagePack over ZeroMQ on 127.0.0.1: ROUTER for requests, PUB for streams, CURVE on both.

Invariant: knows messages, threads and sockets; knows nothing of ticks, stores or what a request means.
"""
