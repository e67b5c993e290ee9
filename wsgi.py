"""The application for web servers and for plain `flask …`."""

from config import Config
from tracker.app import create_app

app = create_app(Config.from_environment())
