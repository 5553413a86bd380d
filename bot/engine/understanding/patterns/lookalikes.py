"""What sounds like danger and is not: idioms, games, pests, old illnesses, things that are lost."""

from __future__ import annotations

HARMLESS = (
    # to beat and to hit
    "slaa|slaar|slog|slaaet ..2 graes*|plaene*|hoe|sten|soem|knude|rekord*|verdensrekord*|op|"
    "fra|til|sammen|fast",
    "slaa|slaar|slog|slaaet ..1 streg|hul|klik|en|et vaeg|fra|hak",
    "slaa|slaar|slog|slaaet mig|os|sig ned|op|loes|sammen|til|paa",
    "slaar|slog|slaaet|slaa mig|os|ham|hende ..3 skak|ludo|kort|tennis|fodbold|spil|matador|"
    "badminton|padel|fifa",
    "blev|blevet|got|were slaaet|beaten ..2 semifinalen|finalen|kvartfinalen|kampen|final|"
    "semifinal|match|game",
    "blev|blevet|got|were slaaet|beaten 1-0|2-0|3-0|4-0|2-1|3-1|3-2|4-1|4-2|5-0|5-1",
    "slaa|slaar|slog|slaaet ..2 tid|tiden|timer|time|rotte*|mus|musen|myre*|hveps*|ukrudt* ihjel",
    "slaa|slaar|slog|slaaet ..2 lus|snegl*|mosegris*|muldvarp*|ihjel myg|edderkop* ihjel",
    "faaet|fik|faar ..1 taev|taesk|bank ..2 fifa|spil|fodbold|kamp|kampen|skak|minecraft",
    "banker|bankede|banker paa|i ..3 doer|doeren|vaeg|vaeggen|loft|loftet|roer",
    "hit me|us up|with",
    "hit|hits the ..1 road|gym|shops|spot|target|jackpot|nail",
    "hit|hits my|our|the car|bike|bicycle|fence|house|wall|mirror|garage|foot|knee",
    "song|that|news|it ..1 hit|hits me",
    "beat|beats|beating the ..2 queue|traffic|deadline|record|system|rush|drum|eggs",
    "beats|beat|beating me|us|him|her at|in|to",
    "am|was|been ..1 beaten to",
    "touched|touches my heart|soul",
    "hurts|hurting my ..2 wallet|eyes|budget|feelings|back|knee|feet|head",
    "got|were|was beaten ..1 one|two|three|four|five|six|seven|eight|nine nil|zero|one|two|three|four|five",
    "lost|tabte|slaaet|beaten ..3 match|game|saturday|sunday|kampen|fodbold|football",
    # to kill and to die
    "ventetid*|ventetiden|venten|koe|koeen|huslejen|husleje|priserne|prisen|prisniveauet|stress|"
    "varmen|papirarbejdet|bureaukratiet|systemet|reglerne|regningen|regningerne|skatten|renterne "
    "..8 slaa|slaar|slog|draeber mig|os ..1 ihjel|$",
    "queue|wait|waiting|heat|rent|stress|paperwork|bureaucracy|bill|bills|prices|tax|taxes|noise|system "
    "..6 murder|murdering|deadly",
    "kvalt|druknet|drukner i|af ..2 vaskemaskine*|toerretumbler*|toilettet|vasken|papirarbejde|"
    "opvaskemaskine*",
    "draebe|draeber|draebt|kill|killing|kills ..2 rotte*|mus|myre*|hveps*|snegl*|rats|mice|"
    "weeds|moss|ants|wasps",
    "kill|killing|kills ..2 time|bugs|slugs|spiders",
    "draeber|myrder|slaar|kill|kills mig|me|us ..2 hvis|naar|if|when jeg|i ..1 forget|glemmer|"
    "miss|lose|taber|ikke",
    "draeber|myrder|slaar|kill|kills|killing mig|me|us ..1 for|over|unless|softly",
    "doer|doe|doede|doed af ..1 grin|latter|skam|pinlighed|varme|kulde|kedsomhed|nysgerrighed|sult|toerst",
    "doer|doe|doede|doed af ..1 flovhed|grine|lyst",
    "doer|dying|die hvis|if|without|uden",
    "die|dying|died of|from laughter|laughing|boredom|embarrassment|curiosity|shame|heat|hunger",
    "dying|die to know|see|for|hear|try",
    "die laughing",
    "back|feet|legs|head|shoes|heat|suspense|wait|waiting|bureaucracy|rent|price|prices is|"
    "are ..1 killing me|us",
    "selvmordsknap|selvmordsmission|selvmordssquad|selvmordsbomber",
    "suicide squad|mission|door|bomber|prevention",
    "suicide|selvmord ..2 film|movie|cast|spil|song|sang|statistik|statistics|job|jobs",
    "tage|taget livet af mig ..1 grin|grine",
    "leve|live|living ..1 med|with|sammen|together|here|her|i|in|paa|at|alene|alone|uden|"
    "without|next|there|der",
    "bedre|better ..2 uden|without mig|me ..1 i|paa|on|in",
    "farvel|goodbye til? alle|everyone ..2 tak|thanks|thank",
    "det er slut nu ..2 med",
    # threats and abuse of things
    "truer|truede|truet ..4 boede|inkasso|foged*|retssag|gebyr|afgift|fyring|rykker|lukke|"
    "stoppe|opsige|smide",
    "truet|truer ..4 anmeldelse|udsmidning|opsigelse",
    "threatens|threatened|threatening ..4 fine|sue|court|fee|evict|fire|lawyer|bailiff|review",
    "misbrug* ..4 identitet|mitid|nemid|cpr*|konto|kort|oplysninger|navn|pas|tillid|adresse|alkohol|stoffer",
    "voldelige|voldeligt|violent spil|film|computerspil|sprog|game|games|movie|film|video",
    "har|with|med ..2 kniv og gaffel",
    "breaking in new|my|the new|shoes|boots",
    "shot with|of vaccine|covid",
    "cut|cutting myself|herself|himself short|shaving",
    "finde|find ..4 systemet|aula|registeret|listen|system|list|register|borger.dk",
    "er ..1 vaek fra|paa|til",
    "is|has ..1 missing ..1 from|a|his|her|some",
    "ny|nye|anden|skifte|skiftet ..1 bank",
    "hide|gemme|skjule ..1 my|min adresse|address|adress|adressen",
    "gemmer|hiding mig|in ..2 paedofil|plain",
    # fire and smoke
    "det braender paa|for|inde|ikke",
    "jeg|vi|han|hun braender for|efter|inde",
    "braender i halsen|maven|oejnene",
    "braender ..1 affald|haveaffald|braende|baal|kvas|plast",
    "ild i grill*|pejs*|braendeovn*|baal*|ovn*|fadet|kakkelovn*|bunken",
    "brand i ..2 grill*|pejs*|sagen|brand",
    "ild i ..1 debat*|diskussion*|kommentar*|forhandling*|valgkamp*|politikerne|facebook",
    "roeg i|fra ..4 skorsten*|braendeovn*|grill*|pejs*|cigar*|restaurant*|pizza*|baal*|fabrik*|"
    "bar|cafe|naboens",
    "smoke ..4 chimney|barbecue|bbq|grill|cigarette|cigarettes|restaurant|oven|stove|pizza|"
    "neighbour|neighbours",
    "fire in ..1 grill|fireplace|stove|pit|garden|oven|chimney|belly|bonfire|barbecue",
    "fire permit|place|wood|pit|drill|alarm|works|safety|regulations|door|extinguisher",
    "party|mixtape|team|playlist|that is|was ..1 on? fire",
    "gas bottle|bill|grill",
    # illness that is over, and bodies that are well
    "hjerteanfald|hjertestop|blodprop|stroke|heart|seizure ..6 sidste|siden|forrige|tidligere|"
    "last|ago|years|previous",
    "sidste|forrige|tidligere|last|previous|efter|after ..6 hjerteanfald|hjertestop|attack|"
    "stroke|blodprop|ulykke",
    "livstruende|livsfarlig|alvorlig* sygdom|syg|kraeft",
    "faldet om natten|aftenen|morgenen",
    "faldet ..3 trapper|badet",
    "koert ned til|paa|i",
    "koert ned ..1 pris|batteri|telefon",
    "not|stopped breathing room|space",
    "breathe in this|that|these",
    "collapsed folder|menu|section|roof|shed|fence|wall|chair|sofa|bed",
    "bloeder ..2 boegen|sjaelen|hjerte|budgettet",
    "drukner|drukne|druknet|drowning|drowned i|in ..2 lektier|homework|papir*|arbejde|regninger|mails|"
    "paperwork|debt|emails|work|bills",
    "kramper i benet|benene|laeggen|laeggene",
    "kommet|skade ..4 bilen|bil|taget|haven|tasken",
    "hund|hunden|kat|katten|dog|cat|kaninen|rabbit ..3 spist|aad|ate|eaten|drank|bloeder|bleeding|doed",
    "spist|ate|eat ..3 svampe|mushrooms|baer|berries ..2 opskrift|recipe|risotto",
    "food poisoning|madforgiftning",
    # helpers that are talked about
    "ambulance driver|drivers|bill|ride|job|service|station|legetoej|toy|bil",
    "toy|legetoej*|lego ambulance",
    "betale|pris|regning|koster|job|uddannelse|koere|elev|pay|bill|cost|job|drive ..3 ambulance|ambulancen",
    "emergency passport|travel|appointment|contact|contacts|exit|number|numbers|dentist|account|"
    "housing|money|loan",
    "emergency fund|plumber|electrician|locksmith|vet|cake|recipe|snack|chocolate|tent|"
    "placement|shelter|benefit",
    "112 app|app'en|appen|kr|kr.|kroner|dkk|meter|m2|kvm|x",
    "999|911 kr|kr.|kroner|dkk|dollars|euro|euros",
    "noedhjaelp til ukraine|gaza|udlandet|verden",
    # what is stolen, thrown out or shut in without harm
    "hund*|hvalp*|kat*|dog|dogs|cat|cats|puppy|katten ..5 stukket|loebet|wandered|vanished|locked|laast|"
    "loebe|missing",
    "kaster|kastede|smider|smed|throws|threw ..3 affald|skrald|papir|cigaret*|rubbish|litter|trash|sne|snow",
    "not|ikke|maa ..2 gaa ud ..2 med|i haven|hunden|af|fra",
    "locked|laast out|ude ..1 of|af ..1 account|konto|mitid|nemid|app|profil*|mail",
    "locks|locked|laast|lock me|mig|us|os ..2 account|mitid|nemid|konto|kontrakt|contract",
    "will|would not let me log|sign|apply|upload|in|continue|submit|pay|change|book|register|choose|see|send",
    "pulled a muscle|tooth|tand|face",
    "life throws|threw at me|us",
    "blaat oeje|black eye for|paa",
    "hjerte|hjertet ..1 hamrer|banker ..2 for|af glaede|glad",
    "labour|labor market|law|union|force|party|court|costs|inspection",
    "face|mouth dropped when|at|da",
    "blue ..1 card|bin|bins|zone|badge|line|screen|sky",
    "draeber|killing|murdering|slaar ..5 ihjel|me|mig ..2 , ..4 kan|can|hvordan|how|faar|soege|apply",
    "priser|priserne|huslejepriser*|priserne|regninger*|energipriser*|elpriser*|madpriser* ..2 slaar|draeber|"
    "kvaeler mig|os",
    "choking on ..1 debt|bills|fees|fumes|work|paperwork",
    "fanget|trapped|fast i ..2 koe*|elevator*|systemet|traffic|queue|loop|lift|menu*|trafikken",
    "building|house|bygning*|hus|huset ..4 price*|regulation*|market|markedet|priserne|boligmarkedet",
    "haandbold|fodbold|football|handball|kickboxing|boksning|boxing|karate|judo",
    "noget|something|lot|nok to|at leve|live for ..1 og|and|job|work",
    "prisen|priserne|pris|huslejen|husleje|ventetid*|venten|koe|koeen|papir*|bureaukrati*|skat|skatten|"
    "regning* ..8 tage|tager|taget livet|pippet",
    "find my|our ..2 son|daughter|child|kid|girl|boy|mother|father|mum|mom|dad 's|s",
    "drukner|drukne|druknet|drowning|drowned i|in ..2 affald|skrald|gaeld|opgaver|waste|rubbish|"
    "garbage|bin|bins",
    "shot|shoot a|the|some|my ..2 film|movie|video|photo*|picture*|scene|goal|commercial",
)
