"""The configuration of an nginx that stays in one folder."""

from pathlib import Path

_AROUND = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {inside}
}}
"""


def nginx_conf(folder: Path | str, inside: str) -> str:
    """Return the configuration of an nginx whose files are in a folder; ``inside`` is its HTTP."""
    return _AROUND.format(folder=folder, inside=inside)
