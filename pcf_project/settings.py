"""Settings, read from the environment only; the defaults are the embedded installation (SQLite, no broker).

``docs/operation.md`` lists every variable. Nothing here differs between "development" and "production"
except what the environment says, so what the tests run is what an installation runs.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

# Reports name the software that made them.
VERSION = "0.1.0"
SOFTWARE = f"产品碳足迹报告系统 {VERSION}"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

# Everything that an installation owns and that must be backed up lies in one folder.
VAR_DIR = Path(env.str("PCF_VAR_DIR", default=str(BASE_DIR / "var")))
BUILD_DIR = BASE_DIR / "build"
VENDOR_DIR = BUILD_DIR / "vendor"

DEBUG = env.bool("PCF_DEBUG", default=False)
ALLOWED_HOSTS = env.list("PCF_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("PCF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("PCF_SITE_URL", default="http://127.0.0.1:8000")


def secret(variable: str, filename: str) -> str:
    """A secret from the environment, else from a file in ``VAR_DIR`` that ``scripts/setup.sh`` makes once.

    Raises ``ImproperlyConfigured`` when there is neither: a key made up in passing would sign sessions and
    lock away certificates that nobody could open after the next start.
    """
    value: str = env.str(variable, default="")
    if value:
        return value
    path = VAR_DIR / filename
    if not path.is_file():
        raise ImproperlyConfigured(
            f"{variable} is not set and {filename} is missing in PCF_VAR_DIR; run make setup"
        )
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = secret("PCF_SECRET_KEY", "secret.key")
# Encrypts the private keys of signers at rest (AES-256-GCM); 64 hexadecimal digits. Never the same as SECRET_KEY.
SIGNING_MASTER_KEY = secret("PCF_SIGNING_MASTER_KEY", "signing-master.key")

# Drivers of PKCS#11 devices that agencies may use; a path typed in a page must never be loaded as code.
PKCS11_MODULES = env.list("PCF_PKCS11_MODULES", default=[])
# PEM files with the roots of real certificates; the agencies' trial roots are trusted inside the installation anyway.
TRUST_ROOTS = [Path(path) for path in env.list("PCF_TRUST_ROOTS", default=[])]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "accounts",
    "jobs",
    "factors",
    "inventories",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.no_store",  # pages of signed-in people are kept in no cache
    "accounts.middleware.whole_pages",  # a fragment of an ended session sends the whole page to sign-in
    "accounts.middleware.InitialPassword",  # a password made by an administrator is replaced before anything else
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pcf_project.urls"
WSGI_APPLICATION = "pcf_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.navigation",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'pcf.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE, a long timeout and WAL: with Django's defaults 50 concurrent writers lose nearly every
    # transaction to "database is locked". FULL, because an issued report must survive a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts and sessions
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = env.int("PCF_LOGIN_FAILURES", default=5)
AXES_COOLOFF_TIME = env.float("PCF_LOGIN_COOLOFF_HOURS", default=0.25)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# What ``authenticate`` calls the name. The default is the model's column (email), under which failures would be
# counted for nobody and a right password would pass a lock.
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["password"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"

# Behind TLS (docker-compose's reverse proxy) everything that may be strict is strict.
HTTPS = env.bool("PCF_HTTPS", default=False)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# Language and time
LANGUAGE_CODE = "zh-hans"
# One language until a translation is complete: half-translated pages are worse than Chinese ones.
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = BUILD_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", VENDOR_DIR)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Readable for all, unlike uploads: in a container they are made by root and served by somebody else.
    "staticfiles": {
        "BACKEND": "pcf_project.static_files.HashedFiles",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
# Uploaded and issued files; never served by the web server directly, always through a view that checks.
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o640
UPLOAD_LIMIT_BYTES = env.int("PCF_UPLOAD_LIMIT_BYTES", default=20 * 1024 * 1024)
# Factor libraries: the cumulative workbook of ecoinvent alone has several ten million bytes.
IMPORT_LIMIT_BYTES = env.int("PCF_IMPORT_LIMIT_BYTES", default=100 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Jobs: the rows are the truth; without a broker the worker process alone finds them.
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Installations that share one Redis need names of their own.
CELERY_TASK_DEFAULT_QUEUE = env.str("PCF_QUEUE", default="pcf")
# The visibility timeout is above the longest task; a short publish policy keeps a page quick when Redis is away.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "unacked_restore_interval": 10, "socket_connect_timeout": 2}
    if REDIS_URL
    else {}
)
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
JOB_LEASE_SECONDS = env.int("PCF_JOB_LEASE_SECONDS", default=60)
JOB_MAX_ATTEMPTS = env.int("PCF_JOB_MAX_ATTEMPTS", default=5)
# The pause after the first failed attempt (doubled after each further one), and how long a worker that is asked to
# stop lets its job go on.
JOB_RETRY_SECONDS = env.int("PCF_JOB_RETRY_SECONDS", default=5)
JOB_STOP_SECONDS = env.int("PCF_JOB_STOP_SECONDS", default=15)
# A sweep that no worker took before the next one is due is not needed any more.
_SWEEP_SECONDS = env.int("PCF_SWEEP_SECONDS", default=30)
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "jobs.sweep", "schedule": _SWEEP_SECONDS, "options": {"expires": _SWEEP_SECONDS}}
}

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# E-mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("PCF_FROM_EMAIL", default="pcf@localhost")

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
    "COERCE_DECIMAL_TO_STRING": True,
    "EXCEPTION_HANDLER": "pcf_project.api.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.str("PCF_API_RATE", default="600/min")},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "产品碳足迹报告系统 API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "DigitStyleEnum": "inventories.models.studies.Study.DigitStyle",
        "FigureBaseEnum": "inventories.models.studies.Study.FigureBase",
        "LossOfEnum": "inventories.models.lines.InventoryLine.LossOf",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("PCF_LOG_LEVEL", default="INFO")},
    "loggers": {
        # WeasyPrint reports each unsupported declaration of third-party style sheets; pyHanko each step.
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        # The renderer refuses what WeasyPrint logs as an error, and names missing glyphs itself.
        "weasyprint": {"level": "ERROR"},
        # Validation reports what it finds itself; pyHanko adds a traceback for each altered file.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}
