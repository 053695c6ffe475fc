"""The processes: web server and worker, and the jobs of the worker."""
