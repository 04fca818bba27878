"""Flask with Flask-SQLAlchemy, under gunicorn with a threaded worker."""

import os

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import joinedload

URL = os.environ["BENCH_DATABASE"]
IS_POSTGRESQL = URL.startswith("postgresql:")

app = Flask(__name__, template_folder="../views")
app.config["SQLALCHEMY_DATABASE_URI"] = (
    URL.replace("postgresql:", "postgresql+psycopg2:") if IS_POSTGRESQL else f"sqlite:///{URL}"
)
if IS_POSTGRESQL:
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 10}
app.jinja_env.globals["site"] = "A blog & its database"
db = SQLAlchemy(app)


class Author(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), nullable=False)
    email = db.Column(db.String(120), nullable=False, unique=True)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(100), nullable=False)
    body = db.Column(db.Text, nullable=False)
    rating = db.Column(db.Integer, nullable=False)
    author_id = db.Column(db.ForeignKey("author.id"), nullable=False)
    author = db.relationship(Author)


@app.get("/posts/<int:id>")
def show(id):
    return render_template("post.html", post=db.get_or_404(Post, id))


@app.get("/posts")
def index():
    query = db.select(Post).options(joinedload(Post.author)).order_by(Post.id.desc()).limit(20)
    return render_template("posts.html", posts=db.session.scalars(query).all())
