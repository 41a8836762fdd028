"""Who may call each route: one line a route, and no route without a line.

method, path, least role (or `open`), scope that an API token needs, and whose objects it is about:
  -        it is about no object that is somebody's, or everybody may see it
  self     always about oneself: nobody can even name somebody else's
  own 404  the owner or an administrator; to others there is no such thing
  own 403  the owner or an administrator; others see it and may not
"""

from typing import NamedTuple

TABLE = """
GET    /health                             open    -         -
GET    /ready                              open    -         -
GET    /metrics                            viewer  read      -
POST   /auth/login                         open    -         -
POST   /auth/setup                         open    -         -
GET    /auth/methods                       open    -         -
GET    /auth/session                       open    -         -
GET    /auth/oidc/start                    open    -         -
GET    /auth/oidc/callback                 open    -         -
POST   /auth/logout                        viewer  read      self
GET    /auth/me                            viewer  read      self
POST   /auth/password                      viewer  manage    self
GET    /auth/sessions                      viewer  manage    self
DELETE /auth/sessions                      viewer  manage    self
DELETE /auth/sessions/{session_id}         viewer  manage    self 404
GET    /auth/identities                    viewer  manage    self
DELETE /auth/identities/{identity_id}      viewer  manage    self
GET    /users/{user_id}/identities         admin   manage    -
DELETE /users/{user_id}/identities/{identity_id} admin manage -
GET    /tokens                             viewer  manage    self
POST   /tokens                             viewer  manage    self
DELETE /tokens/{token_id}                  viewer  manage    own 404
GET    /users                              admin   manage    -
POST   /users                              admin   manage    -
PATCH  /users/{user_id}                    admin   manage    -
DELETE /users/{user_id}                    admin   manage    -
GET    /audit                              viewer  manage    self
GET    /hub/token                          admin   manage    -
PUT    /hub/token                          admin   manage    -
DELETE /hub/token                          admin   manage    -
GET    /hub/search                         viewer  read      -
GET    /hub/inspect                        viewer  read      -
GET    /models                             viewer  read      -
GET    /models/details                     viewer  read      -
GET    /models/memory                      viewer  read      -
POST   /models/plan                        viewer  read      -
POST   /models/download                    member  download  -
GET    /models/downloads                   viewer  read      -
GET    /models/download/{task_id}          viewer  read      -
POST   /models/download/{task_id}/pause    member  download  own 403
POST   /models/download/{task_id}/resume   member  download  own 403
POST   /models/download/{task_id}/start-now member download  own 403
POST   /models/download/{task_id}/cancel   member  download  own 403
POST   /models/download/{task_id}/retry    member  download  own 403
GET    /models/verify                      viewer  read      -
POST   /models/verify                      member  manage    -
POST   /models/verify/cancel               member  manage    -
POST   /models/repair                      member  manage    -
POST   /models/try                         member  manage    -
GET    /models/updates                     viewer  read      -
POST   /models/updates/check               member  manage    -
POST   /models/updates/apply               member  manage    -
POST   /models/updates/pin                 member  manage    -
POST   /models/updates/unpin               member  manage    -
POST   /models/used                        viewer  read      -
GET    /models/removal                     viewer  read      -
POST   /models/removal                     member  manage    -
POST   /models/removal/undo                member  manage    -
DELETE /models/{model_id}                  member  manage    own 403
GET    /models/trash                       viewer  read      -
POST   /models/restore                     member  manage    -
GET    /models/custom                      viewer  read      self
POST   /models/custom                      member  manage    -
GET    /models/custom/export               viewer  read      self
POST   /models/custom/import               member  manage    self
GET    /models/custom/{custom_model_id}    viewer  read      own 404
POST   /models/custom/{custom_model_id}/detect member manage own 404
PATCH  /models/custom/{custom_model_id}    member  manage    own 404
DELETE /models/custom/{custom_model_id}    member  manage    own 404
GET    /collections                        viewer  read      -
POST   /collections                        member  download  -
GET    /collections/{collection_id}        viewer  read      -
PATCH  /collections/{collection_id}        member  download  own 403
POST   /collections/{collection_id}/reindexed  member  download  own 403
DELETE /collections/{collection_id}        member  download  own 403
GET    /cache/map                          viewer  read      -
GET    /cache/history                      viewer  read      -
GET    /cache/extra                        viewer  read      -
GET    /cache/reclaim                      viewer  read      -
POST   /cache/reclaim                      member  manage    -
GET    /events                             viewer  read      -
GET    /system                             viewer  read      -
"""


class Rule(NamedTuple):
    method: str
    path: str
    role: str
    scope: str
    whose: str

    @property
    def is_open(self) -> bool:
        return self.role == "open"


RULES = [
    Rule(method, path, role, scope, " ".join(whose))
    for method, path, role, scope, *whose in (line.split() for line in TABLE.strip().splitlines())
]
