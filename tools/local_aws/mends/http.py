"""HTTP: an answer in one piece.

AWS SDK for Go closes the body of its request as soon as the head of the answer is there. Where that
comes within milliseconds, as only a local server can, and the machine is busy, Go may still be at
the last step of sending the body; it then takes the connection for broken, loses what of the answer
it has not read yet, and calls again. One call of two thousand came twice that way.
"""

from werkzeug.serving import WSGIRequestHandler

MENDS = (
    # What Go reads at once, 4 KiB, then holds the whole of most answers.
    (WSGIRequestHandler, "wbufsize", 64 * 1024),
)
