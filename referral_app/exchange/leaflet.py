"""What someone reads who finds the folder on a stick."""

from __future__ import annotations

from typing import Final

LEAFLET: Final = """\
RELAIS – échange entre centres sociaux

Ce dossier contient des plis chiffrés que des centres sociaux s’échangent. Seul le centre
destinataire peut les ouvrir : ils ne contiennent rien de lisible pour une autre personne.

Merci de ne pas supprimer, renommer ou modifier ces fichiers.
Vous avez trouvé cette clé ? Merci de la rapporter au centre social le plus proche.

------------------------------------------------------------

RELAIS – تبادل بين المراكز الاجتماعية

يحتوي هذا المجلد على ظروف مشفّرة تتبادلها المراكز الاجتماعية. لا يستطيع فتحها إلا المركز
المرسل إليه، وليس فيها ما يمكن لشخص آخر قراءته.

المرجو عدم حذف هذه الملفات أو إعادة تسميتها أو تعديلها.
هل وجدتم مفتاح التخزين هذا؟ المرجو تسليمه إلى أقرب مركز اجتماعي.
"""
