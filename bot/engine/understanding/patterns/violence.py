"""Violence, threats, abuse and people who are missing."""

from __future__ import annotations

NEAR_DA = (
    "mand|kone|kaereste|eks|ekskaereste|eksmand|ekskone|partner|samlever|far|mor|stedfar|stedmor|papfar|soen|"
    "datter|bror|soester|onkel|farfar|morfar|chef|nabo|ven|veninde|laerer|udlejer|fyr|traener|bedstefar"
)
_HURT_DA = (
    "slaar|slog|slaaet|sparker|sparkede|sparket|banker|bankede|banket|taesker|taeskede|taesket|"
    "kvaeler|voldtager|"
    "voldtog|voldtaget|mishandler|mishandlede|mishandlet|overfaldt|overfaldet|stak|stukket|"
    "truer|truede|truet|"
    "taever|taevede|taevet|smadrer|smadrede|smadret|skubbede|kvalte|gramser|gramset|gramsede"
)
_BEATING_DA = "taesk|taev|taever|bank|lussinger|lussing|klaps"
_VICTIM_DA = "mig|os|hende|ham|boernene|barnet|babyen|min|mit|vores|sine|sin"
CHILD_DA = "datter|soen|barn|barnet|boern|dreng|drengen|pige|pigen|baby|babyen|barnebarn"
_FRAIL_DA = f"{CHILD_DA}|mor|far|mormor|farmor|morfar|farfar|bedstefar|bedstemor"

NEAR_EN = (
    "husband|wife|boyfriend|girlfriend|partner|ex|father|mother|dad|mum|mom|stepdad|stepfather|"
    "stepmother|uncle|"
    "brother|sister|son|daughter|neighbour|neighbor|boss|friend|roommate|landlord|man|coach|grandfather"
)
_HURT_EN = (
    "beats|beat|beating|hits|hit|hitting|slaps|slapped|slapping|kicks|kicked|punch|punches|punched|strangles|"
    "strangled|chokes|choked|threatens|threatened|threatening|hurts|hurting|abuses|abused|"
    "abusing|rapes|raped|"
    "molests|molested|attacks|attacked|stabs|stabbed|smacks|smacked|smashed|shoved|touches|"
    "touched|grabbed|scratches"
)
_VICTIM_EN = "me|us|her|him|my|our|the"
CHILD_EN = "child|daughter|son|baby|kid|boy|girl|grandson|granddaughter"
_FRAIL_EN = f"{CHILD_EN}|mother|father|mum|mom|dad|grandmother|grandfather|grandma|grandpa"

MEANT = (
    "truer|truede|truet|trusler ..6 braende|saette|slaa|draebe|ihjel|kniv",
    "braende|braender ..3 huset|lejligheden ..2 med mig|os",
    "holder|holdt mig|hende|os ..1 indespaerret|fanget|inde",
    "skubbede|skubbet|sparkede|kastede mig|hende ..2 ned|ind",
    "pushed|shoved|threw|pushes|shoves me|her|us ..1 down|against|off|into",
    "threatens|threatened|threatening|says ..4 burn|stab|shoot|kill",
    "come|coming ..2 with a knife|gun|axe|bat",
    "keeps|kept me|her|us ..1 locked|prisoner|captive",
    f"min|mit|hendes|hans|vores|deres|naboens {NEAR_DA} ..3 {_HURT_DA} ..2 {_VICTIM_DA}",
    f"min|mit {NEAR_DA} slaar|taever|banker $|og|,|naar|igen|saa|hver|.",
    "han|hun|far|mor slaar|taever $|og|,|naar|igen|os|mig|hver|.",
    "han|hun|de|nogen|kaeresten|manden|konen|faren|stedfaren|eksen|far|"
    f"mor ..2 {_HURT_DA} ..1 mig|os|hende|ham|barnet",
    f"han|hun|de|nogen ..2 {_HURT_DA} min|mit|vores|sin|sit|sine {NEAR_DA}|{CHILD_DA}",
    "bliver|blev|blevet ..1 slaaet|taesket|taevet|banket|gennembanket|mishandlet|voldtaget|"
    "overfaldet|kvalt|truet",
    f"faar|fik|faaet|give|giver|gav|givet ..2 {_BEATING_DA} ..1 $|af|derhjemme|naar|hver|naesten|.|og|,",
    f"giver|gav|givet mig|os|hende|ham|boernene ..1 {_BEATING_DA}|flad",
    "lagde mig|hende en flad",
    "tog|tager mig|hende i struben|haaret|halsen",
    "proevet|proever|forsoegt ..1 at kvaele|draebe|slaa",
    "laast mig|hende|os ..1 inde",
    "efter mig med|og|nu $",
    "kommer|gaar|ude efter mig|os|hende",
    "jeg|barnet|hun|han|datter|soen er|bliver|blev ..1 misbrugt",
    f"misbruger|misbrugte {_VICTIM_DA}",
    "seksuelt misbrug*|overgreb|overgrebet",
    "roerer|roert|roerte|piller|pillet ved|paa mig|hende|ham|barnet|boernene",
    "tvinger|tvang|tvunget mig|hende til ..2 sex|samleje|det",
    "mod min|hendes vilje",
    "gifte mig|hende bort",
    "tvangsgift*|tvangsaegteskab",
    "slaa|slaar|slog|slaaet ..2 ihjel",
    "siger ..2 slaar mig|os ihjel",
    "draebe|draeber|draebt|myrde|myrder mig|os|hende|ham|sig|nogen|dem",
    "goer|goere det af med mig|os|hende",
    "han|hun|manden|nogen|de|der|en|soen ..3 har|med|taget ..2 kniv|knive|pistol|vaaben|gevaer|"
    "oekse|haandgranat",
    "voldelig|voldeligt|voldtaegt*|hustruvold|kvaelertag|incest|knivstikkeri|knivoverfald",
    "nogen|han|hun|en ..2 stukket ..2 kniv|ned",
    "nogen|en|de ..2 skyder",
    "blevet|blev|har ..1 skudt ..1 $|paa|ude|i|en|mig|nu",
    "brug for ..2 krisecenter|kvindekrisecenter",
    "krisecenter|kvindekrisecenter ..1 i|nu|plads nat|aften|dag|natten|aften",
    "krisecenter|kvindekrisecenter nu|plads",
    "plads paa ..1 krisecenter|kvindekrisecenter",
    "vold i hjemmet|familien|forholdet",
    f"bange for min|vores|hendes {NEAR_DA}",
    "bange for ham|hende|livet $|og|,|.",
    "bange for ..1 at tage|gaa|komme hjem",
    "bange for ..1 han|hun ..2 kommer|finder|slaar|goer",
    "frygter for mit|vores|hendes liv",
    "toer ikke ..2 hjem",
    "toer ikke ..2 vaere hjemme",
    "ude efter mig|os",
    "foelger|forfoelger ..1 efter? mig|os|hende",
    "flygter|flygtet|flygte|flugt ..2 mand|vold|kaereste|ham|eks",
    "gemme|gemmer mig|os|sig ..4 for min|sin|hendes|ham mand|kaereste|eks|far|min",
    "gemmer mig ..1 i|paa|under|bag|paa",
    "smed|smidt mig ud og ..1 slaaet|slog",
    "goere|goer mit|mine barn|boern noget|fortraed|ondt",
    "ryste|rystet min|vores baby|barn",
    "hoere ..2 barn|boern|nogen ..2 slaaet|skrige|skriger",
    "raaber om hjaelp",
    f"min|mit|vores {CHILD_DA} er blevet? forsvundet|vaek|kidnappet|bortfoert",
    f"min|mit|vores {CHILD_DA} paa ..2 er|har ..1 blevet? vaeret? forsvundet|vaek",
    f"kan ikke finde min|mit|vores ..1 {CHILD_DA}|far|mor|farfar|mormor",
    f"min|mit|vores|demente? {_FRAIL_DA} ..5 ikke kommet? hjem|tilbage",
    f"min|mit|vores ..1 {_FRAIL_DA} ..2 stukket af",
    f"min|mit|vores ..1 {_FRAIL_DA} er gaaet hjemmefra",
    "taget|kidnappet mit|mine|vores barn|boern",
    "barnet|barn er forsvundet",
    "barn|barnet|dreng|pige alene|laast ..4 gaden|stationen|vejen|bil|bilen",
    "indbrudstyv* ..2 i|nu",
    "ved at bryde ind",
    "indbrud lige? nu",
    "sparke|bryde|sparker|bryder min|vores doer ind|op",
    "ring til politiet",
    "politi|politiet nu|hurtigt",
    "jeg|vi er i fare",
    f"my|her|his|our {NEAR_EN} ..2 {_HURT_EN} ..1 {_VICTIM_EN}",
    f"he|she|they|someone|somebody|dad|mum|mom ..2 {_HURT_EN} me|us|her|him",
    f"he|she|they|someone|somebody ..2 {_HURT_EN} my|our|his|her {NEAR_EN}|{CHILD_EN}|head",
    "am|was|got|get|been|being ..1 raped|beaten|attacked|stabbed|assaulted|strangled|molested",
    "am|was|been|being ..1 sexually? abused",
    "sexual|sexually assault|assaulted|abuse|abused",
    "forces|forced|forcing me|her ..1 to have|into sex",
    "against my|her will",
    "marry|marrying me|her off",
    "locked me|her|us in|inside",
    "by the throat",
    f"afraid|scared|terrified of my|her|his {NEAR_EN}",
    "afraid|scared of him $|.|,|and",
    "afraid|scared to go home",
    "afraid|fear for my|our|her life",
    "violent towards|with|against|husband|partner|boyfriend|father",
    "husband|partner|boyfriend|father|he is|was|has|gets ..3 violent",
    "domestic violence|abuse",
    "need|at|to ..3 women|womens 's? shelter",
    "someone|somebody|he|she|man|they has|have|with a gun|knife|weapon",
    "is|are|someone|somebody breaking into|in",
    "kick|break|kicking|breaking my|the door in|down",
    "someone|somebody ..1 in my|our house|flat|apartment|home",
    "hiding|hide ..3 from my|her|him|his",
    "hiding in|under|behind the|my",
    "following me",
    "kill me|us|her|him|everyone",
    "he|she will find|kill|hurt me",
    "hurt|hurting|harm my own? child|baby|kids|children",
    "shook|shaken|shake my|the baby",
    "stabbing|shooting people|someone|somebody",
    "someone|somebody|man is shooting",
    "shots fired",
    f"my|our ..3 {CHILD_EN} is|has|went ..1 missing|disappeared|kidnapped|vanished",
    f"can not find my|our ..1 {_FRAIL_EN}",
    f"my|our ..1 {_FRAIL_EN} ..3 not ..1 come|came|returned|back home|back",
    f"my|our ..1 {CHILD_EN} ..1 ran|run away",
    "rape|raped me|us|her|now|$",
    "threatens|threatened|threatening ..2 knife|gun|kill|smash|hit|beat|stab|hurt",
    "truer|truede|truet ..3 kniv|pistol|slaa|smadre|draebe|kvaele",
    "he|she|someone|somebody|man ..1 shot someone|somebody|a|my|him|her",
    "killing her|him|them in|now|$",
    "a|my man|teacher|coach|uncle|neighbour|priest|boss touched|touches me|my|her|him",
    f"my|our {CHILD_EN} is gone",
    f"{CHILD_EN}|toddler|children ..3 alone|locked ..4 car|street|station|night|pyjamas",
    "boern|barn ..3 alene hjemme ..2 nat|natten",
    "burglar ..3 house|room|flat|now",
    "my life is in danger",
    "noegenbilleder|nude|naked ..4 pictures|photos|datter|pige|girl|son|daughter|soen",
    "fleeing|flee|escaping|escape from my husband|boyfriend|partner|ex|father",
    "crisis centre|center now|tonight|place",
    "he|she stands|is outside my door",
    "han|hun staar ..1 udenfor|uden min|for ..1 doer",
    "something in my drink",
    "i min drink",
    "throwing|throws things at me|us",
    "kaster ting efter mig|os",
    f"my ..1 {NEAR_EN} hits|beats|kicks|punches me|us",
    "he threw me out after|and hitting|hit",
    "knocked down in|on",
    "mand|fyr ..2 gramset|roert ..1 ved|paa min",
    "call the police",
    "we|i are|am in danger",
    # held, locked in, sent away, dragged off
    "maa ikke ..1 gaa ud|hjemmefra",
    "will|would not let me|her|us leave|out ..1 the|of|house|home|flat|room|$|him",
    "not|never allowed to leave the? house|home|flat|apartment|room",
    "locks|locked|lock me|us|her|him ..1 in|inside|up",
    "took|taken|keeps|kept|holder|taget ..1 my|our|mit|vores passport|passports|pas ..5 locks|locked|lock|"
    "leave|gaa|forlade",
    "forcing|force|forced|forces|tvinger|tvinge|tvunget me|her|mig|hende ..1 to|til ..2 marry|marriage|"
    "gifte|gift|aegteskab",
    "gifte|gift|giftes mig|hende ..1 vaek",
    "forced marriage",
    "tried|trying|forsoegte|proevede|forsoegt|proevet ..1 to|at drag|pull|grab|hive|traekke|slaebe "
    "me|my|her|him|mig|hende|ham|min ..3 car|van|bil|kassevogn|varevogn",
    # weapons and things that are thrown
    "pulled|pulls|pulling|waving|waves|pointing|points|holding a ..1 knife|gun|pistol|axe|machete|rifle",
    "gaar|staar|loeber|kommer rundt? med en|et ..1 pistol|gevaer|kniv|oekse|machete",
    "man|someone|somebody|he|she ..3 has|with a ..1 gun|knife|pistol|machete",
    "throws|throwing|threw|hurls|hurled ..2 at me|us|her|him",
    "kaster|kastede|kastet|smider|smed|kyler|kylede|kylet ..2 efter|hovedet ..1 mig|os|hende|boernene|"
    "ungerne",
    f"carer|nurse|helper|nanny|babysitter|teacher|plejer|plejeren|hjemmehjaelper|hjemmehjaelperen|"
    f"paedagog|paedagogen|dagplejer|dagplejeren ..1 {_HURT_EN}|{_HURT_DA} my|our|the|me|min|mit|vores|mig",
    f"{_HURT_EN} the kids|children",
    "beats|hits|slaps|slaar|banker us|os ..1 with|med",
    "says|said ..4 finish me|us ..1 off|$|,|.",
    "blaat oeje|blaa oejne|blaa maerker ..4 af|fra|slog|slaaet|ham|mand",
    "black eye ..3 from|by|husband|he|partner|boyfriend",
    f"siger ..3 {_VICTIM_DA}|jeg ..1 skal doe",
    "skal|nok ..1 faa ram paa mig|os|hende",
    # children and old people who are gone, or in somebody's hands
    "nudes|nude|noegenbilleder|noegenbillede|noegne ..4 daughter|son|year|child|datter|soen|barn|"
    "aarig*|fra|of",
    f"{CHILD_DA}|{CHILD_EN} ..6 moedes|meet ..2 alene|alone|secretly",
    f"plejebarn|plejebarnet|{CHILD_DA} er ..1 loebet|stukket ..1 vaek|hjemmefra|af",
    "kan ikke finde min|mit|vores|ungerne ..1 etaarige|toaarige|treaarige|fireaarige|femaarige|seksaarige|"
    "syvaarige|otteaarige|niaarige|tiaarige|dreng|pige|drengene|pigerne|tvillinger",
    f"my|our ..1 {CHILD_EN}|toddler|twins has|have|is ..1 vanished|disappeared|missing",
    "my|our ..3 old has|is ..1 vanished|disappeared|missing",
    f"my|our|the {CHILD_EN}|toddler|twins|old vanished|disappeared",
    "can not find my|our ..2 son|daughter|boy|girl|child|kid|toddler|twins|old $|.|,|and|anywhere|at|in|!",
    "wandered off",
    "boern|barn|barnet|boernene ..3 skrige|skriger|skreg ..6 slag|slaa|slaar|bank",
    "child|kid|kids|children ..4 screaming|screams ..5 slap|slaps|hit|hits|hitting|beating|thuds",
    # at the door
    "banging|hammering|hamrer|banker on|at|paa ..2 door|doeren|doer ..4 kill|shouting|truer|slaa|"
    "draebe|ex|eks",
    "eks|ex|eksmand|kaereste|mand ..2 staar|stands|standing ..2 udenfor|outside|gaarden|opgangen|doeren",
    "fremmed|ukendt mand|person ..2 i min|vores lejlighed|hus|have|stue",
    "stranger|intruder|man ..2 in my|our flat|house|apartment|bedroom|garden ..1 now|$",
    "braekke|braekker|sparker ..2 doer|doeren|vindue|vinduet op|ind",
)
