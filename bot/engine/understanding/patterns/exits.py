"""Ways out of self-service: cannot use digital, wants a person, wants to write, in Danish and English."""

from __future__ import annotations

_MACHINE_DA = (
    "computer*|pc|pc'er|nettet|internet|internettet|selvbetjening*|digitale|digitalt|it|app|appen|"
    "app'en|apps|skaerm|"
    "skaermen|skaerme|smartphone*|tastatur*|hjemmeside|hjemmesiden|ipad|tablet|mobiltelefon*|edb"
)
_MACHINE_EN = (
    "computer|computers|pc|internet|website|websites|digital|digitally|online|self-service|"
    "selfservice|app|apps|"
    "smartphone|smartphones|keyboard|tablet|screen|screens|technology"
)
_OWNED_DA = "computer*|pc|internet|internettet|smartphone*|ipad|tablet|net|netadgang|wifi|netbank|bredbaand"
_OWNED_EN = "computer|computers|internet|smartphone|smartphones|wifi|tablet|pc|laptop|broadband"
_DO_DA = "goere|klare|ordne|ansoege|soege|udfylde|bestille|anmelde|melde|lave|udfoere"
_DO_EN = "do|apply|fill|manage|handle|order|book|complete|use"
_KIN_DA = "mor|far|mormor|farmor|morfar|farfar|mand|kone|bedstemor|bedstefar|soester|bror|nabo|onkel|tante"
_PERSON_DA = (
    "menneske|person|medarbejder|medarbejdere|sagsbehandler|sagsbehandleren|raadgiver|ansat|leder|kollega"
)
_PERSON_EN = (
    "human|humans|person|people|someone|somebody|agent|employee|representative|caseworker|officer|"
    "manager|adviser|"
    "advisor|operator|staff|worker"
)

MEANT = {
    "no_digital": (
        f"kan|kunne|evner|magter|formaar ikke|aldrig ..3 bruge|betjene|haandtere|forstaa|klare|"
        f"laere|se ..3 {_MACHINE_DA}",
        f"ikke kan bruge|betjene|finde ..3 {_MACHINE_DA}",
        "selvbetjening|computer|computere|mitid kan|forstaar|bruger jeg|hun|han|vi ikke",
        "til at betjene|bruge|haandtere en computer",
        "ingen ..4 finde ud af ..3 digitale|nettet|computer*",
        "ikke ..4 hjaelpe ..3 nettet|computeren|digitale",
        "toer ikke ..4 nettet|online|digitalt",
        f"kan ikke|aldrig finde ud af ..3 {_MACHINE_DA}",
        f"kan ikke ..2 {_DO_DA} ..4 digitalt|online|elektronisk|nettet|computer|computeren|internettet",
        "kan ikke digitalt|online|nettet",
        f"har ikke|ingen ..2 {_OWNED_DA}",
        f"har hverken ..3 {_OWNED_DA}",
        f"ejer ikke|ingen ..2 {_OWNED_DA}",
        f"aldrig ..2 brugt|haft|ejet|laert|roert ..2 {_MACHINE_DA}",
        f"forstaar|forstaa ..1 ikke ..2 {_MACHINE_DA}",
        f"magter|orker ikke ..3 {_MACHINE_DA}",
        f"duer|dur ikke ..2 {_MACHINE_DA}",
        f"naegter|afviser ..4 {_MACHINE_DA}",
        f"vil ikke bruge ..2 {_MACHINE_DA}|mitid|nemid",
        "vil ikke paa nettet",
        f"bange for ..1 {_MACHINE_DA}",
        f"for gammel ..1 til ..3 {_MACHINE_DA}",
        f"uden ..2 {_OWNED_DA}|nettet|selvbetjening",
        "ikke paa nettet",
        "ikke noget net",
        "not online ..1 $|.|,|and",
        "ikke ..2 adgang til ..2 internet|nettet|computer|internettet",
        "no|without ..2 access ..3 internet|computer|$",
        "not ..2 have access ..2 $|internet|computer",
        "ikke ..1 adgang laengere",
        "raader ikke over ..2 edb*|computer|internet",
        "ingen|ikke ..3 telefon|mobil|mobiltelefon $|.|,|og",
        "no|not ..2 phone|mobile $|.|,|and",
        "only have a landline",
        "hjemmesiden|nettet|selvbetjeningen|skemaet ..2 for svaer|svaert|besvaerlig|besvaerligt|indviklet",
        "website|internet|online|screen ..3 too|to hard|difficult|complicated",
        "too difficult ..6 screen|computer|internet|online",
        "aner ikke hvad ..2 app|computer|mitid",
        "dur|duer ikke til",
        "elendig|daarlig|haabloes til it|computer*|nettet|edb",
        "terrible|bad|hopeless|useless with|at it|this $|.",
        "ikke lige mig $",
        "know nothing about computers|internet",
        "ikke det med mobilen|computeren|nettet",
        "kan|maa|vil ..6 paa papir",
        "can|may|could ..6 on paper",
        "papirform|papirudgave",
        "send|sende|tilsendt|post|sent ..4 skema|skemaet|blanket|blanketten|form|forms ..4 post|"
        "posten|mail|me|mig",
        "blanket|blanketten|skema|form ..4 tilsendt|sent|posted",
        "vil ikke ..3 have ..2 noget ..1 med nettet|computer*|mitid|digital*",
        "anden vej|maade end ..2 nettet|digitalt|online",
        "any|another way ..2 than online|digital",
        "er ikke ..2 digital|digitalt",
        "it-analfabet|edb-analfabet",
        "det digitale ..2 ikke ..3 mig|hende|ham",
        "kan ikke ..2 bruge mitid|nemid",
        "kan ikke finde ud af ..2 mitid|nemid",
        "hverken mitid|nemid|computer|telefon",
        "papirblanket*|papirskema*|papirformular*|papiransoegning*",
        "blanket|blanketten|skema|skemaet|formular|formularen|ansoegning|ansoegningen|det ..3 paa ..2 papir",
        "paa gammeldags? papir i stedet",
        f"can not ..3 use|handle|manage|operate|understand|work|read|see ..3 {_MACHINE_EN}|mitid",
        f"can not ..1 {_DO_EN} ..4 {_MACHINE_EN}",
        f"unable to ..1 {_DO_EN} ..3 {_MACHINE_EN}",
        f"not able to ..1 {_DO_EN} ..3 {_MACHINE_EN}",
        f"not ..1 know how to ..3 {_MACHINE_EN}",
        f"not ..1 understand ..2 {_MACHINE_EN}",
        f"not ..1 own|have ..2 {_OWNED_EN}",
        f"have|has|own|owns no ..2 {_OWNED_EN}",
        f"never ..2 used|owned|had|touched|learned ..3 {_MACHINE_EN}",
        f"too old for|to ..3 {_MACHINE_EN}",
        f"not|bad|terrible|hopeless ..1 good? with|at {_MACHINE_EN}",
        f"refuse|refuses ..4 {_MACHINE_EN}",
        f"afraid of ..1 {_MACHINE_EN}",
        f"without ..2 {_OWNED_EN}",
        "no ..1 computer|internet|wifi|smartphone",
        "not do it ..1 online|digitally",
        "paper form|forms|version|application|copy",
        "form|forms|application|it on paper instead",
        "form|forms|application on paper",
    ),
    "exempt": (
        f"jeg|hun|han|vi|de|{_KIN_DA} er|var|har vaeret? ..1 fritaget|undtaget ..2 digital|"
        "digitalt|selvbetjening|eboks|e-boks",
        f"jeg|hun|han|vi|de|{_KIN_DA} er|har vaeret? ..1 fritaget|undtaget ..1 $|,|.",
        "i|we|he|she|mother|father|mum|mom|dad am|is|are|have|has|'s been? exempt|exempted",
    ),
    # Only a hint: who has no MitID may simply want one, and who cannot log in may have lost it.
    "no_mitid": (
        "kan|kunne ikke ..1 logge ind|paa",
        "kan ikke komme ind|paa",
        "can not ..1 log in|on|into",
        "of us can log in",
        "ingen ..2 mitid|nemid",
        "ikke kan mitid|nemid",
        "ikke|aldrig har|haft|faaet ..2 mitid|nemid",
        "ikke ..3 bruger|bruge ..2 mitid|nemid|netbank",
        "no have|got mitid|nemid",
        "never|not ..1 had|got ..2 mitid|nemid",
        "not ..1 use ..3 mitid|nemid|banking",
        "not allowed ..2 mitid|nemid",
        "not|ikke maa|har ..1 faa mitid|nemid",
        "maa ikke faa ..1 mitid|nemid",
        "kan ikke ..1 laese ..2 dansk|godt|skrive|$",
        "can not ..1 read ..2 danish|well|write|$",
        "no read danish",
        "laeser|skriver|ser daarligt",
        "read|see badly|poorly",
        "har ikke ..3 mitid|nemid",
        "har ingen ..1 mitid|nemid",
        "ikke noget|nogen mitid|nemid",
        "uden ..1 mitid|nemid",
        "not ..1 have ..2 mitid|nemid",
        "have|has|got no ..1 mitid|nemid",
        "no mitid|nemid",
        "without ..1 mitid|nemid",
    ),
    "human": (
        "forstaar|fatter ..1 ikke ..3 af det her|dette|hele|$",
        "forstaar|fatter ikke en|noget brik|pind|pip|hat|kvidder",
        "not understand any|anything|a ..1 of|about|word ..1 this|it|that|$|of",
        "completely|totally lost with|by this",
        f"tale|snakke|snake|tal|snak ..1 med et|en|nogen? ..2 {_PERSON_DA}",
        "tale|snakke|snak|tal med nogen|kommunen|borgerservice|jobcentret|jobcenteret|chefen",
        f"tale|snakke|snak|tal med min|sin|en|den ..1 {_PERSON_DA}",
        "tale|snakke med en om|der|i|fra|hos|paa",
        "ring|ringe til mig|os",
        "ring|ringe ..1 mig|os ..1 op",
        "ringes|ringet op",
        "ringe op",
        "ringe til jer|kommunen|borgerservice",
        f"giv|giver mig|os en|et ..1 {_PERSON_DA}",
        f"forbindelse|samtale med en|et|nogen|min ..1 {_PERSON_DA}|nogen",
        "personlig betjening|samtale|kontakt",
        "en at tale|snakke med",
        "tale|snakke|snak|tal med en $",
        "^ kontakt|telefonnummer|tlf|nummeret|telefonnummeret $",
        f"^ ..2 {_PERSON_EN}|contact $",
        "jeres|kommunens|direkte ..1 telefonnummer|nummer|tlf|telefonnr",
        "hvad er ..2 telefonnummer|telefonnummeret|nummeret|tlf",
        "stil|stille mig om|videre|ind|igennem",
        "viderestil*|omstilling*",
        f"rigtigt|rigtig|levende|virkeligt|aegte ..1 {_PERSON_DA}",
        "fat i nogen|jer|en|min",
        "ikke ..3 tale|snakke|skrive|chatte med ..3 robot|maskine|bot|computer|chatbot",
        "menneske af koed",
        f"speak|talk|speaking|talking|chat|connected ..2 to|with ..4 {_PERSON_EN}",
        f"speak|talk to|with {_PERSON_EN}",
        "call|phone|ring me|us back",
        "please|can|could|will you|someone|somebody? call|phone|ring me|us",
        "can|may|could|to i|we? call|phone you",
        "your ..1 phone|telephone ..1 number",
        "what is ..2 phone|telephone number",
        "which|what number ..3 call|ring|phone|dial",
        f"real|live|living|actual {_PERSON_EN}",
        "transfer|connect|put me ..1 to|through",
        "get hold of|through ..1 someone|somebody|anyone",
        "not ..3 talk|speak|chat ..1 to|with ..2 bot|robot|machine|computer",
    ),
    # Only hints: who asks whom to ring about rats wants to report rats.
    "maybe_human": (
        "kan|maa|vil|kunne ..1 jeg|man|vi ..1 ringe",
        "hvor|hvem|hvilket ..4 ringe|ringer",
        "ringe til nogen|en",
        "hvem kan|skal ..2 kontakte|hjaelpe",
        "who|whom ..3 call|contact|phone|ring",
        "can|may|could|to i|we? call|phone someone|somebody",
    ),
    "write": (
        "skrive|sende|maile|sender|skriver ..3 brev|mail|email ..3 til|jer|kommunen",
        "jeres ..1 mail|mailadresse|email|emailadresse|postadresse",
        "hvad er ..2 mailadresse|emailadresse|mailadressen|postadressen",
        "kontaktformular*",
        "skriftlig|skriftligt ..1 henvendelse|henvende",
        "skrive et brev",
        "sende et|en brev|mail|email",
        "your ..1 email|mail|postal ..1 address|adress",
        "send|write ..2 letter|email|mail",
        "email address for|of",
        "contact form",
        "contact you in writing",
        "written enquiry|inquiry",
    ),
}

HARMLESS = {
    "no_digital": (
        # "I cannot find it on the page" is a question, not a person without a computer
        "kan ikke finde|se ..4 paa nettet|hjemmesiden|siden|jeres",
        "can not find|see ..5 online|website|app|internet",
        "papir og|fra ..1 pap|plast",
        # Digital Post has its own service for leaving it
        "digital|digitale post|fuldmagt",
        "digital mail|post",
        "ikke|aldrig|never|not ..2 faaet|modtaget|received|gotten|got ..4 online|digitalt|mail",
        "har ikke ..2 it job|arbejde|kursus",
        "uden|without ..1 at? ..1 betale|paying",
        "ordered|order|bought|buy|bestilt|koebt ..3 online|nettet",
        "waste|affald|skrald* ..4 computer*|skaerm*|smartphone*|screen*",
        "gammel|old|broken|defekt ..1 computer|pc|skaerm|screen ..2",
        "pap og papir",
        "not|ikke ..2 tilgaengelig*|available|work|working|virker|loader ..2",
        "website|app|appen|hjemmesiden|siden is|er ..1 down|nede",
    ),
    "no_mitid": (
        "mitid|nemid ..8 faar|faa|oprette|opretter|bestille|bestiller|skaffe|hente|get|apply|"
        "create|order|obtain|one",
        "want|need|get|faa|oprettet ..2 mitid|nemid ..1 $|.|,",
    ),
    "human": (
        "man skal|skal man|siger|do i ..4 tale|snakke|talk|speak",
        "skal man|do ..3 tale|snakke|talk|speak",
        "er du|det|dette|i ..3 rigtig*|levende|aegte|virkelig*",
        "before|foer ..2 tale|snakke|talk|speak",
        "are|is you|this|it|there ..3 real|human|live|living|actual",
        "taler|snakker|skriver|chatter jeg ..1 med",
        "am i talking|speaking|chatting|connected",
        "ringe|ring|ringer ..2 politiet|112|114|1813|laegen|vagtlaegen|skole|skolen",
        "call|phone|ring ..1 the ..1 police|doctor|school|embassy|bank",
        "mit|nyt|gammelt|hemmeligt|skifte|aendre|forkert|my|new|old|change|wrong ..2 telefonnummer|"
        "nummer|number",
        "real estate|people 's",
    ),
    "write": (
        "min|mit|ny|nye|skifte|aendre|forkert|my|new|change|wrong ..2 mailadresse|email|mail",
        "aldrig|ikke|never|not ..3 faaet|modtaget|received|got ..3 brev|mail|letter|email",
        "skrive en stil|sang|tale|ansoegning|opgave|digt",
        "fik|faet|faaet|got|received ..3 brev|letter",
    ),
}  # fmt: skip
