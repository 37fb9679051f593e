//! Words for texts that nobody is meant to read but that are as long as real ones.

/// The languages texts are written in, with a title, a summary and what a topic is called.
pub(super) const TEXTS: [(&str, &str, &str); 8] = [
    (
        "de",
        "Angebot für alle im Stadtteil",
        "Wir treffen uns jede Woche in unseren Räumen. Wer neu ist, ist willkommen; fragen kostet nichts, und niemand muss etwas vorbereiten.",
    ),
    (
        "tr",
        "Mahalledeki herkes için etkinlik",
        "Her hafta derneğimizde buluşuyoruz. Yeni gelenler de davetlidir; sormak ücretsizdir, hazırlık yapmanız gerekmez.",
    ),
    (
        "ar",
        "عرض لجميع سكان الحي",
        "نلتقي كل أسبوع في مقر الجمعية. القادمون الجدد مرحب بهم، والسؤال مجاني، ولا حاجة إلى أي تحضير مسبق.",
    ),
    (
        "uk",
        "Пропозиція для всіх у районі",
        "Ми зустрічаємося щотижня у наших приміщеннях. Новачки бажані гості, запитувати можна безкоштовно.",
    ),
    (
        "ru",
        "Предложение для всех в районе",
        "Мы встречаемся каждую неделю в наших помещениях. Новичкам всегда рады, спросить можно бесплатно.",
    ),
    (
        "en",
        "An offer for everybody in the quarter",
        "We meet every week in our rooms. Newcomers are welcome; asking costs nothing, and nobody has to prepare anything.",
    ),
    (
        "fr",
        "Une offre pour tout le quartier",
        "Nous nous retrouvons chaque semaine dans nos locaux. Les nouveaux venus sont les bienvenus, sans préparation.",
    ),
    (
        "ku",
        "Pêşniyarek ji bo her kesî li taxê",
        "Em her hefte li komeleya xwe dicivin. Kesên nû bi xêr hatine; pirsîn belaş e û amadekarî ne pêwîst e.",
    ),
];

/// Languages of delivery, the most common first.
pub(super) const LANGUAGES: [&str; 12] = ["de", "ar", "tr", "uk", "kmr", "fa", "ru", "en", "prs", "ti", "ckb", "so"];

/// What organisations are called.
pub(super) const NAMES: [&str; 8] = [
    "Kulturverein",
    "Bildungsverein",
    "Nachbarschaft",
    "Frauentreff",
    "Elternverein",
    "Begegnung",
    "Gemeinschaft",
    "Brücke",
];

/// Where their rooms are.
pub(super) const STREETS: [&str; 6] =
    ["Beispielstraße", "Musterweg", "Am Markt", "Bahnhofstraße", "Lindenallee", "Schulgasse"];
