"""The ORM's connections, with deadlines, and with one exception for a database that is away.

The ORM's migrations know a kind of database by the names of these modules.
"""
