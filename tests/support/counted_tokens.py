"""The number of tokens in a text, as graphql-core reads them."""

from graphql import Lexer, Source, TokenKind


def lexed(text: str) -> int:
    """Count the tokens, comments included."""
    lexer, count = Lexer(Source(text)), 0
    token = lexer.token
    while token.kind is not TokenKind.EOF:
        token = lexer.lookahead() if token.next is None else token.next
        lexer.token = token
        count += token.kind is not TokenKind.EOF
    comments = 0
    first = lexer.token
    while first.prev is not None:
        first = first.prev
        comments += first.kind is TokenKind.COMMENT
    return count + comments
