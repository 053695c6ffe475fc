"""The admission of documents: their size is measured and limited, and errors are masked."""
