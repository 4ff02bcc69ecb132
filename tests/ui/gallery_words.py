"""What the gallery says, in the two languages that it is looked at in."""

from __future__ import annotations

WORDS = {
    "fr": {
        "today": "Aujourd’hui",
        "day": "mardi 24 novembre 2026",
        "new": "Nouveau dossier",
        "late": "En retard de 1 jour",
        "need": "Hébergement d’urgence",
        "where": "Centre de santé Massira",
        "act": "Noter l’appel",
        "way": "Envoyée,Remise,Ouverte,Acceptée,En cours,Réalisée",
        "reason": "Plus de place – décidé par le service",
        "sentence": "J’ai lu le texte du consentement à la personne, qui a accepté.",
        "centre": "Centre Yacoub El Mansour",
    },
    "ar": {
        "today": "اليوم",
        "day": "الثلاثاء 24 نونبر 2026",
        "new": "ملف جديد",
        "late": "متأخرة بيوم واحد",
        "need": "إيواء مستعجل",
        "where": "المركز الصحي المسيرة",
        "act": "تدوين الاتصال",
        "way": "أُرسلت,سُلّمت,فُتحت,قُبلت,التكفل,أُنجزت",
        "reason": "لا توجد أماكن – قررت ذلك المصلحة",
        "sentence": "قرأت نص الموافقة على الشخص بلغته وقد وافق عليه شفويا.",
        "centre": "مركز يعقوب المنصور",
    },
}
