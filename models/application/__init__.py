"""The application for an account: its columns, status transitions and case number."""
