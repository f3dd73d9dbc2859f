"""Code that was commented out: comments whose text is code of some language."""

from checker.languages.commented.runs import Judge, commented_out

__all__ = ["Judge", "commented_out"]
