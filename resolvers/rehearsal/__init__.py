"""Use cases for the rehearsal: judge a real card without binding it, and write down that it was."""
