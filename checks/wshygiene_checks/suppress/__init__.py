"""Comments that leave a finding alone, and the findings about comments that do not."""

from __future__ import annotations

from wshygiene_checks.suppress.applying import Settled, settle
from wshygiene_checks.suppress.comments import Comment, addressed, read_comments

__all__ = ["Comment", "Settled", "addressed", "read_comments", "settle"]
