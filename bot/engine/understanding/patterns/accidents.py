"""Fire, gas, illness and accidents that cannot wait."""

from __future__ import annotations

_BODY_DA = "brystet|bryst|hjertet|hjertekulen"
_ONE_DA = (
    "mand|kone|mor|far|baby|babyen|barn|barnet|datter|soen|dreng|pige|ven|veninde|kammerat|nabo|"
    "hun|han|mormor|"
    "farmor|farfar|morfar|kaereste|bedstemor|bedstefar|kvinde|nogen|person"
)
_ONE_EN = (
    "husband|wife|mother|father|mum|mom|dad|baby|child|daughter|son|boy|girl|kid|friend|"
    "neighbour|neighbor|he|she|"
    "grandma|grandpa|grandmother|grandfather|boyfriend|girlfriend|man|woman|somebody|someone|toddler"
)
_ROOM_DA = (
    "lejlighed|lejligheden|lejlihed|huset|hus|koekkenet|opgang|opgangen|kaelderen|kaelder|stuen|"
    "gardinerne|gardiner|"
    "komfuret|garagen|laden|skuret|bygningen|naboens|skraldeskuret|containeren|bilen|bil|panden|sengen|taget"
)
_ROOM_EN = (
    "house|flat|apartment|kitchen|building|stairwell|staircase|basement|room|curtains|bedroom|"
    "car|garage|pan|stove|"
    "roof|shed|bin|home|bed|window"
)
_POISON_DA = (
    "gift|giftige|giftig|klorin|koelervaeske|opvasketabs|vaskepulver|batteri|knapcellebatteri|"
    "terpentin|svampe|baer|"
    "piller|afloebsrens|kemikalier|rottegift|sprit|lampeolie|benzin|medicin|rengoeringsmiddel"
)
_POISON_EN = (
    "bleach|poison|battery|pills|tablets|detergent|berries|antifreeze|mushrooms|chemicals|petrol|cleaner"
)

MEANT = (
    # breath, heart, head
    f"ondt|smerter|smerte|trykken|stikken|strammer ..3 {_BODY_DA}",
    "brystsmerter",
    "ikke ..2 traekke|traekker|faa|faar vejret",
    "traekker|faar|faa ikke ..1 vejret|luft",
    "ikke ..1 faa luft",
    "svaert ved at faa|traekke luft|vejret",
    "hiver|gisper|snapper efter vejret|luft",
    "aander ikke",
    "laeber|hovedet|ansigtet er ..1 blaa|graa",
    "helt blaa|graa i hovedet|ansigtet",
    "haenger|skaev|lam|lammet ..3 ansigt|ansigtet|mundvig|munden|side|siden|arm|arme",
    "mundvig|mundvigen haenger",
    "snakker|taler sort|utydeligt|underligt",
    "pludselig ..4 tale|se|snakke|gaa",
    f"{_ONE_DA} ..2 slap i ..1 den|arm|krop",
    "blodprop ..3 nu|hjernen|lige|minutter",
    "ved at faa ..1 blodprop|hjerteanfald|slagtilfaelde",
    "har|faar|faaet|fik ..2 hjerteanfald|hjertestop",
    "bevidstloes*|livloes*|kollapset|besvimet|besvimer",
    f"{_ONE_DA} ..3 vaagner|vaagne|reagerer ikke",
    f"{_ONE_DA} vil ikke ..1 vaagne",
    "kan ikke vaekke",
    "faldet|faldt ..1 om ..1 $|og|,|.|nu",
    "feberkramper|krampeanfald|sukkerchok|insulinchok",
    f"{_ONE_DA} ..3 kramper",
    "epileptisk anfald",
    "ved at blive kvalt",
    "allergisk chok|reaktion|anfald",
    "anafylaktisk*",
    "haever ..2 halsen|ansigtet|tungen",
    f"spist|drukket|slugt|indtaget|drikker ..3 {_POISON_DA}",
    "giftlinjen|forgiftet",
    f"{_ONE_DA}|jeg bloeder ..1 $|fra|ud|helt|kraftigt|meget|og|,|.",
    "bloeder ..3 kraftigt|meget|voldsomt|stoppe|stopper|vildt",
    "ligger ..5 bloeder",
    "fosser ..2 blod",
    "blod overalt",
    "holder|stopper ..2 ikke ..2 bloede|bloeder",
    "ikke holder op med at bloede",
    "skaaret ..1 fingeren|haanden|foden af",
    f"{_ONE_DA} ..3 ligger ..1 stille|livloes|gulvet",
    f"{_ONE_DA} ..2 ligger paa ..1 gulvet|gaden|jorden",
    "faldet ned fra taget|stilladset|altanen|puslebordet|stigen",
    "faldet ud ad|af vinduet|altanen",
    "skoldet|forbraendt sig|mig",
    "stor|slem|alvorlig forbraending",
    "fik|faaet|stoed ..1 stoed|fra stroem ..2 haenger|sidder",
    "vandet er gaaet",
    "foeder nu",
    "baby|babyen|barnet kommer nu",
    "drukne|drukner|druknet $|i|.|,|her",
    "gennem isen",
    "hun|han|nogen|mand|kvinde|barn|dreng|pige|soen|datter ..2 hoppet|sprunget|faldet i havnen|"
    "vandet|aaen|soeen",
    "sket en|et ..1 ulykke|trafikulykke|uheld|biluheld",
    "ulykke ..3 lige? nu",
    "trafikulykke|bilulykke|biluheld ..4 foran|nu|fast|lige|ude",
    "koert ned|over|galt ..1 $|og|lige|nu|i|,|.",
    "ramt af en bil|lastbil|bus|tog",
    "kommet til skade $|.|og|nu|lige",
    "eksplosion i|hos|paa|lige",
    "112|ambulance $",
    "^ 112 $",
    "ring|ringe|ringer|kald|tilkald|alarmer|call|dial|kontakt|brug ..3 112",
    "ambulance|ambulancen",
    "livsfare|livstruende|noedsituation|noedhjaelp",
    "send|kom hjaelp|hurtigt",
    "faldet|faldt ..8 ikke ..1 rejse|komme sig|op",
    "er|lige faldet om",
    "koert sammen",
    "hoej feber ..5 nakke|nakken|spise|vaagner",
    "sidder fast i bilen|vraget",
    # fire, smoke, gas
    "det braender ..1 $|i|hos|nu|!|.",
    f"{_ROOM_DA} ..1 braender",
    "braender ..2 hos naboen",
    "begyndt at braende",
    f"ild|brand i ..2 {_ROOM_DA}",
    f"gaar|gaaet ild i ..1 {_ROOM_DA}",
    "gaaet ild i",
    "der er ild $|i|.|!",
    "der er brand",
    "^ brand ..1 brand|!|$|kom",
    f"{_ROOM_DA} er|staar i brand|flammer",
    "staar i flammer",
    f"roeg i|fra ..1 {_ROOM_DA}",
    "sort|tyk roeg",
    "roegalarm* ..4 hyler|gaaet|igang|i",
    "ring|ringe|tilkald|send ..2 brandvaesenet|brandvaesen|politiet ..2 nu|hurtigt|straks",
    "lugter|lugte|stinker ..2 gas",
    "gasudslip|gaslugt|gaslaek",
    "gasslange|gasslangen|gasflaske|gasflasken ..2 knaekket|hvisler|laekker",
    "kulilte ..2 alarm|alarmen",
    f"{_ROOM_EN} is|are ..1 on fire",
    f"{_ROOM_EN} is|are ..1 burning",
    "it is burning at|in|near",
    "is on fire $|.|and|,",
    "there is ..1 fire",
    "caught|catching fire",
    f"fire in my|our|the ..1 {_ROOM_EN}",
    "^ fire ..1 fire|come|help|!",
    "burn|burning in my|our|the apartment|flat|house|kitchen",
    "in flames",
    f"smoke ..4 {_ROOM_EN}",
    "smell|smells|smelling ..2 gas",
    "gas smell",
    "flammer|flames ..3 $|!|,|and|og",
    "gas leak",
    "carbon monoxide alarm",
    "explosion in|at|near|outside",
    # English: breath, heart, head
    "chest pain|pains",
    "pain|tightness|pressure|tight ..2 chest",
    "unconscious|unresponsive|fainted",
    "not|stopped breathing",
    "can not breathe|breath",
    "can not get any? air|breath",
    "gasping|struggling|fighting for|to air|breath|breathe",
    "having|has|had ..1 heart attack",
    "having|think ..4 stroke",
    "slurred|slurring",
    "face ..3 hanging|drooping|droops|numb",
    "side of ..4 face",
    "numb ..2 down ..1 one|side",
    "suddenly ..2 can not speak|see|talk|move|walk",
    f"{_ONE_EN} ..1 has? just? collapsed",
    f"{_ONE_EN} ..3 not wake|waking|moving|responding|answer|react",
    "can not wake",
    f"{_ONE_EN} ..2 limp",
    "having|has|had ..1 seizure|seizures",
    "shaking all over",
    f"{_ONE_EN} ..2 is choking",
    "stuck in ..1 throat",
    "throat ..2 swelling",
    "severe|bad|strong allergic",
    f"drank|ate|swallowed|eaten|drunk ..3 {_POISON_EN}|turpentine",
    "poisoned",
    "^ poison|gift ,|!",
    "scalded|burned|burnt herself|himself|myself|badly",
    "bad|severe burn ..4 oil|water|arm|face",
    "high fever ..5 neck|spots|feed|drink|wake",
    "seizure ..3 not stop",
    "passed out",
    "bleeding heavily|badly|out|a|to",
    "not stop ..2 bleeding",
    f"{_ONE_EN} is|are bleeding",
    "blood everywhere",
    f"{_ONE_EN} ..2 lying on|in ..1 floor|ground|street|road",
    f"{_ONE_EN} fell ..2 off|from|out ..2 roof|ladder|window|balcony|scaffolding",
    "my|her water|waters broke|has|have",
    "baby is coming",
    "drowning|drowned",
    "through the ice",
    "hit|run by|over by? ..1 car|bus|train|lorry|truck",
    "was|were|been ..1 run over",
    "car|bike|traffic crash|accident ..2 outside|now|here|just",
    "there has|is been? an? accident",
    "accident ..4 right? now",
    "traffic|car accident|crash ..1 in|outside|, ..3 front|house|trapped|stuck",
    "collided",
    "call|dial ..2 911|999",
    "an emergency",
    "^ ..1 emergency ..1 $|!|help|please|now",
    "send help",
)
