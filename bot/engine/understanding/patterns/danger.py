"""Danger to life, violence and thoughts of suicide, with their harmless look-alikes."""

from __future__ import annotations

_NEAR_DA = (
    "mand|kone|kaereste|eks|ekskaereste|eksmand|ekskone|partner|samlever|far|mor|stedfar|stedmor|"
    "papfar|soen|datter|"
    "bror|soester|onkel|farfar|morfar|chef|nabo|ven|veninde|laerer|udlejer"
)
_HURT_DA = (
    "slaar|slog|slaaet|sparker|sparkede|sparket|banker|bankede|banket|taesker|taeskede|taesket|"
    "kvaeler|voldtager|"
    "voldtog|voldtaget|mishandler|mishandlede|mishandlet|overfaldt|overfaldet|stak|stukket|truer|truede|truet"
)
_VICTIM_DA = "mig|os|hende|ham|boernene|barnet|babyen|min|mit|vores|sine|sin"
_CHILD_DA = "datter|soen|barn|barnet|boern|dreng|drengen|pige|pigen|baby|babyen|barnebarn"

_NEAR_EN = (
    "husband|wife|boyfriend|girlfriend|partner|ex|father|mother|dad|mum|mom|stepdad|stepfather|"
    "stepmother|uncle|"
    "brother|sister|son|daughter|neighbour|neighbor|boss|friend|roommate|landlord"
)
_HURT_EN = (
    "beats|beat|beating|hits|hit|hitting|slaps|slapped|slapping|kicks|kicked|punches|punched|"
    "strangles|strangled|"
    "chokes|choked|threatens|threatened|threatening|hurts|hurting|abuses|abused|abusing|rapes|"
    "raped|molests|molested|"
    "attacks|attacked|stabs|stabbed"
)
_VICTIM_EN = "me|us|her|him|my|our|the"
_CHILD_EN = "child|daughter|son|baby|kid|boy|girl|grandson|granddaughter"

MEANT = (
    # violence
    f"min|mit|hendes|hans|vores|deres|naboens {_NEAR_DA} ..3 {_HURT_DA} ..2 {_VICTIM_DA}",
    f"han|hun|de|nogen|kaeresten|manden|konen|faren|stedfaren|eksen ..2 {_HURT_DA} ..1 mig|os|"
    f"hende|ham|barnet",
    f"han|hun|de|nogen ..2 {_HURT_DA} min|mit|vores|sin|sit|sine {_NEAR_DA}|{_CHILD_DA}",
    "bliver|blev|blevet ..1 slaaet|taesket|banket|gennembanket|mishandlet|voldtaget|overfaldet|kvalt|truet",
    "jeg|barnet|hun|han|datter|soen er|bliver|blev ..1 misbrugt",
    f"misbruger|misbrugte {_VICTIM_DA}",
    "roerer|roerte ved|paa mig|hende|ham|barnet|boernene",
    "slaa|slaar|slog|slaaet ..2 ihjel",
    "draebe|draeber|draebt|myrde|myrder mig|os|hende|ham|sig|nogen|dem",
    "han|hun|manden|nogen|de ..2 har|med ..2 kniv|pistol|vaaben|gevaer|oekse|haandgranat",
    "voldelig|voldeligt|voldtaegt*|hustruvold|kvaelertag|incest",
    "brug for ..2 krisecenter",
    "krisecenter i nat|aften|dag",
    "vold i hjemmet|familien|forholdet",
    f"bange for min|vores|hendes {_NEAR_DA}",
    "bange for ham|hende|livet",
    "frygter for mit|vores|hendes liv",
    "toer ikke ..2 hjem",
    "toer ikke ..2 vaere hjemme",
    "ude efter mig|os",
    "forfoelger mig|os|hende",
    "flygtet|flygte|flugt ..2 mand|vold|kaereste|ham|eks",
    f"my|her|his|our {_NEAR_EN} ..2 {_HURT_EN} ..1 {_VICTIM_EN}",
    f"he|she|they|someone|somebody ..2 {_HURT_EN} me|us|her|him",
    f"he|she|they|someone|somebody ..2 {_HURT_EN} my|our|his|her {_NEAR_EN}|{_CHILD_EN}",
    "am|was|got|been|being ..1 raped|beaten|attacked|stabbed|assaulted|strangled|molested|shot",
    "am|was|been|being ..1 sexually? abused",
    f"afraid|scared|terrified of my|her|his {_NEAR_EN}",
    "afraid|scared of him",
    "afraid|fear for my|our|her life",
    "violent towards|with|against|husband|partner|boyfriend|father",
    "husband|partner|boyfriend|father|he is|was|has|gets ..3 violent",
    "domestic violence|abuse",
    "women 's? shelter|refuge",
    "womens shelter|refuge",
    "has|have|with a gun|knife|weapon",
    "is|are|someone|somebody breaking into|in",
    "kill me|us|her|him|everyone",
    # suicide and self-harm
    "ikke ..3 leve mere|laengere",
    "ikke ..2 lyst til at leve",
    "vil|vil|oensker ikke leve",
    "orker|magter ikke ..2 leve|livet",
    "jeg vil bare? doe",
    "lyst til at doe",
    "oensker at doe",
    "oenske|bedre|gid ..3 jeg var doed",
    "tage|tager|taget|tog ..1 mit|sit|eget eget? liv",
    "tage|tager|taget livet af mig|sig",
    "goere en? ende paa det|livet|mit",
    "vaek fra det hele for altid",
    "selvmord*",
    "skaerer|skaere|skaaret i? mig|sig selv",
    "skade|skader mig|sig selv",
    "taget|slugt|spist ..3 for mange piller",
    "overdosis",
    "slugt|drukket|indtaget ..2 gift|batteri|afloebsrens|kemikalier|rottegift|sprit|piller",
    "want|wants|wish|ready to die",
    "not ..2 want ..1 to ..1 live",
    "not ..2 live any? anymore|more|longer",
    "kill myself|himself|herself|themselves",
    "end|ending|take|taking my|his|her own? life",
    "better off dead",
    "suicide|suicidal",
    "hurting|hurt|harm|harming|cut|cutting myself|herself|himself",
    "took|taken|swallowed ..2 too many pills",
    "overdose|overdosed",
    # fire, accident, illness
    "det braender",
    "huset|lejligheden|bilen|koekkenet|opgangen|komfuret|garagen|laden|kaelderen|skuret|bygningen braender",
    "der er brand",
    "sket en ulykke|trafikulykke",
    "nogen|han|hun ..2 stukket ..2 kniv",
    "raaber om hjaelp",
    "brand i mit|min|vores|huset|lejligheden|opgangen|koekkenet|kaelderen|naboens|bygningen",
    "gaaet ild i",
    "ring|ringe|tilkald|send ..2 brandvaesenet|brandvaesen|politiet ..2 nu|hurtigt|straks",
    "lugter|lugte|stinker ..2 gas",
    "gasudslip|gaslugt",
    "bevidstloes*",
    "ikke ..2 traekke|traekker|faa|faar vejret",
    "traekker|faar ikke ..1 vejret|luft",
    "livloes*",
    "har|faar|faaet|fik ..2 hjerteanfald|hjertestop",
    "er|faldt|faldet om og",
    "er|lige faldet om",
    "bloeder ..2 kraftigt|meget|voldsomt",
    "ligger ..5 bloeder",
    "^ 112 $",
    "ring|ringe|ringer|kald|tilkald|alarmer|call|dial|kontakt|brug ..3 112",
    "ambulance|ambulancen",
    "livsfare|livstruende|noedsituation",
    f"min|mit|vores {_CHILD_DA} er blevet? forsvundet|vaek|kidnappet",
    f"min|mit|vores {_CHILD_DA} paa ..2 er blevet? forsvundet|vaek",
    f"kan ikke finde min|mit|vores ..1 {_CHILD_DA}|far|mor|farfar|mormor",
    "barnet|barn er forsvundet",
    "ved at bryde ind",
    "indbrud lige? nu",
    "hun|han|nogen|mand|kvinde|barn|dreng|pige ..2 hoppet|sprunget|faldet i havnen|vandet|aaen",
    "house|flat|apartment|kitchen|building|car|home|basement is|are ..1 on fire|burning",
    "the house|flat|building|apartment|kitchen is burning",
    "stabbing|shooting people|someone|somebody",
    "there has|is been? an? accident",
    "there is ..1 fire",
    "fire in my|our|the ..1 house|flat|apartment|kitchen|building|stairwell|basement|room",
    "call|dial ..2 911|999",
    "unconscious",
    "not|stopped breathing",
    "can not breathe",
    "heart attack|failure ..1 now",
    "having|has|had ..1 heart attack",
    f"he|she|who|{_NEAR_EN} has? just? collapsed",
    "bleeding heavily|badly|out|a|to",
    "someone|she|he is bleeding",
    "smell|smells|smelling ..2 gas",
    "gas leak",
    "an? emergency",
    f"my|our {_CHILD_EN} is|has|went ..1 missing|disappeared|kidnapped|vanished",
    f"my|our ..3 {_CHILD_EN} is|has|went missing|disappeared",
    f"can not find my|our {_CHILD_EN}",
)  # fmt: skip

HARMLESS = (
    "slaa|slaar|slog|slaaet ..2 graes*|plaene*|hoe|sten|soem|knude|rekord|op|fra|til|sammen|fast|"
    "streg|hul|klik",
    "slaa|slaar|slog|slaaet mig|os ned|op|loes|sammen|til|paa",
    "slaar|slog|slaaet|slaa mig|os|ham|hende ..1 i skak|ludo|kort|tennis|fodbold|spil|matador|"
    "badminton|padel",
    "slaa|slaar|slog|slaaet ..1 tid|tiden|rotte*|mus|musen|myre*|hveps*|ukrudt*|lus|snegl*|"
    "mosegris*|muldvarp* ihjel",
    "draebe|draeber|draebt|kill|killing|kills ..2 rotte*|mus|myre*|hveps*|snegl*|rats|mice|weeds|"
    "moss|ants|wasps|time",
    "truer|truede|truet ..4 boede|inkasso|foged*|retssag|gebyr|afgift|fyring|rykker|lukke|stoppe|"
    "opsige|smide",
    "threatens|threatened|threatening ..4 fine|sue|court|fee|evict|fire|lawyer|bailiff",
    "misbrug* ..4 identitet|mitid|nemid|cpr*|konto|kort|oplysninger|navn|pas|tillid|adresse",
    "voldelige|voldeligt spil|film|computerspil|sprog",
    "doer|doe|doede|doed af grin|latter|skam|pinlighed|varme|kulde|kedsomhed|nysgerrighed|sult|"
    "toerst|flovhed|grine",
    "die|dying|died of|from laughter|laughing|boredom|embarrassment|curiosity|shame|heat|hunger",
    "dying|die to know|see|for|hear|try",
    "kill|kills|killing me|us if|when|for|over|unless|softly",
    "back|feet|legs|head|shoes|heat|suspense|wait|waiting|bureaucracy|rent|price|prices is|"
    "are ..1 killing me|us",
    "det braender paa|for|inde|ikke",
    "ild i grill*|pejs*|braendeovn*|baal*|ovn*|fadet|kakkelovn*",
    "fire in ..1 grill|fireplace|stove|pit|garden|oven|chimney|belly|bonfire",
    "fire permit|place|wood|pit|drill|alarm|works|safety|regulations|door|extinguisher",
    "brand i ..2 grill*|pejs*|sagen|brand",
    "hit me|us up|with",
    "hit|hits the ..1 road|gym|shops|spot|target|jackpot|nail",
    "beat|beats|beating the ..2 queue|traffic|deadline|record|system|rush|drum|eggs",
    "beats|beat|beating me|us|him|her at|in|to",
    "hit|hits my|our|the car|bike|bicycle|fence|house|wall|mirror|garage",
    "banker|bankede|banker paa|i ..3 doer|doeren|vaeg|vaeggen|loft|loftet|roer",
    "leve|live|living ..1 med|with|sammen|together|here|her|i|in|paa|at|alene|alone|uden|without|"
    "next|there|der",
    "livstruende|livsfarlig|alvorlig* sygdom|syg|kraeft",
    "faldet om natten|aftenen|morgenen",
    "finde|find ..4 systemet|aula|registeret|listen|system|list|register|borger.dk",
    "er ..1 vaek fra|paa|til",
    "is|has ..1 missing ..1 from|a|his|her|some",
    "braender i halsen|maven|oejnene",
    "am|was|been ..1 beaten to",
    "hurts|hurting my ..2 wallet|eyes|budget|feelings|back|knee|feet|head",
    "ambulance driver|drivers|bill|ride|job|service|station",
    "betale|pris|regning|koster|job|uddannelse|koere|elev|pay|bill|cost|job|drive ..3 ambulance|ambulancen",
    "emergency passport|travel|appointment|contact|contacts|exit|number|numbers|dentist|account|"
    "housing|money|loan|fund",
    "112 app|app'en|appen|kr|kr.|kroner|dkk|meter|m2|kvm|x",
    "999|911 kr|kr.|kroner|dkk",
    "hjerteanfald|hjertestop|heart ..6 sidste|siden|forrige|tidligere|last|ago|years|previous|previously",
    "sidste|forrige|tidligere|last|previous ..6 hjerteanfald|hjertestop|attack",
    "not|stopped breathing room|space",
    "collapsed folder|menu|section|roof|shed|fence|wall|chair|sofa|bed",
    "shot with|of vaccine|covid",
    "cut|cutting myself|herself|himself short|shaving",
    "har|with|med ..2 kniv og gaffel",
    "bloeder ..2 boegen|sjaelen|hjerte",
    "breaking in new|my|the new|shoes|boots",
    "tage|taget livet af mig ..1 grin|grine",
    "selvmordsknap|selvmordsmission",
)  # fmt: skip
