"""How gunicorn serves the application, in ``make run`` and in the container alike; the environment may change it."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# Measured on two cores: two processes of four threads serve as many pages a second as anything else tried.
worker_class = "gthread"
workers = int(os.environ.get("PCF_WEB_WORKERS", "2"))
threads = int(os.environ.get("PCF_WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
# A leak in a library ends with the process; the jitter keeps the two from restarting together.
max_requests = 5000
max_requests_jitter = 500
# Which addresses may say that the outside speaks HTTPS (the reverse proxy).
forwarded_allow_ips = os.environ.get("PCF_PROXY_IPS", "127.0.0.1")
accesslog = os.environ.get("PCF_ACCESS_LOG") or None
errorlog = "-"
loglevel = os.environ.get("PCF_WEB_LOG_LEVEL", "warning")
control_socket_disable = True
if os.path.isdir("/dev/shm"):  # noqa: PTH112, S108  # a heartbeat file on a slow disk would stall the workers
    worker_tmp_dir = "/dev/shm"  # noqa: S108
