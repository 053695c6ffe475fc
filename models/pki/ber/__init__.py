"""The outer layer of a message: BER around what is signed, rewritten as DER."""
