# SPDX-License-Identifier: EUPL-1.2
"""Names that many people in the Netherlands bear, so that one is not taken for a slip of the pen in another.

Mulder and Muller, Arslan and Aslan, Marco and Mark are one letter apart and different names. Two names that both stand
here never meet for being nearly alike, unless they are spellings of one name (see `sound`). Of names that should meet
nevertheless (Velde and Velden, Rachid and Rashid) one spelling stands here. Given names also tell which word of
"Jansen Jan" is the surname. Folded: lower case, no diacritics.
"""

from functools import cache

from .folding import listed
from .sound import sounds, strict

SURNAMES = listed("""
aalbers aarts abbink abdi abma abraham achahbar achterberg ackermann adamczyk adams adhin adriaanse ahmadi
akbulut akkerman aksoy aksu aktas albayrak albers alberts alders alkan altena altin altun amrani andersson
aouragh appel arends arikan arslan asbai aslan assen ates autar avci aydemir aydin ayhan azzouzi baars baas
badal bakkali bakker bal balci baldew baldewsingh baran barends barendse bartels bas bastiaansen bauer
bayram beck becker beek beekhuis beekman beers bekker bekkering bekkers bektas belkacem benali benhaddou
bensaid berends berendsen berg bergen berger bergman bergsma berhane berkers berkhout bernadina bertens
beukers beumer beyer bhagwandin biemans bierman bihari biharie bijl bikker bisseswar blaauw blank bleeker
bloem bloemen blok blokland blom blum bode boekel boer boers boersma boeve bogaard bolt bonte boogaard boom
boomsma boon boonstra boos bootsma borg borst bos bosch bosma bosman bouali bouazza boukhari boulahrouz
bouma bouman boutaleb bouwens bouwer bouwers bouwmeester bouzid bozkurt braam brakel brand brandsma bras
breed breuer brink brinkman broeders broek broekhuizen broer broers brouwer brouwers bruggeman bruggen bruin
bruins brunner bui buijs buis bulten bulut buma bunt burg burger burgers burgman busch buurman cakir can
candan celik cetin ceylan chang chaoui chen cheng cherkaoui chu chung cicilia cinar coban coenen cohen
cornelissen corsten coskun costa cremers croes dabrowski dag dal dalen dam damen dang daniels daoudi das
debi dekker dekkers demir demirci demirel demirtas deniz derks deurne dias diepen dijk dijken dijkman
dijksma dijkstra dik dinh dirks dirksen do doan doerga does dogan doorn doornbos douma draaisma driessen
drost dudek duin dunne dunnen duong duran durmaz dursun ebers eggink eijk ekinci elbers elders elhadji
elzinga engel engelen engels ercan erdem erden erdogan eren ergun essen ester evers eversen everts faber
farah fassi felicia fernandes ferreira fischer fokkema fontein franken fransen franssen frederiks friedrich
fuchs gaal gajadin gebre geel geelen geerman geerts geertsen gelder geldof genc gerrits gerritsen gerritsma
geurts ghali ghazi giesen gijsen gok gokce gomes goncalves goossens gopal gorski gortzak graaf graaff
grabowski greven groen groenendijk groeneveld groenewegen groot grooten gul guler gultekin gunduz gunes haan
haar haas habte haddad haddou hagen hahn haile hak hakim hamdaoui hamer hamers hamid hamidi hammer hanse
hansen hansma hanssen harmsen hart hartman hartmann hartog hashi hassan have haverkamp hazenberg he
heemskerk heemstra heer heerden heide heijden heijmans heijnen hein heinen heinrich helden hendrik hendriks
hendriksen hennekes herman hermans hermsen hersi hessels heuvel heuvels hidding hiemstra hilhorst ho hoang
hoek hoeks hoeksma hoekstra hoeven hof hofman hofstede hofstra hol holland holst holtkamp hommes hoogendoorn
hooghiemstra hoogland hoogstraten hoop horn horst houben hout houtman houwen hu huang hubers huisman
huizinga huls hulshof hulsman hulst husman hussein hussels huynh idrissi inan isik jablonski jabri jacobs
jacobsen jadnanansing jager jagers jagesar jagroep jakubowski jama janga jankowski jans jansen jansens
jansma jaouhari jaworski jensen jhinkoe johansen jong jonge jongen jonker jonkers joosten jorritsma kaddouri
kadiri kahraman kalloe kaminski kamp kampen kamps kandhai kaplan kara karaca karadag karakaya karatas
kartodikromo kasan kasper kaspers kaya keizer kellen keller kelly kempen kemper kerkhof keskin kessel
kessels keuning khan khattabi kidane kilic kilinc kim kisoen kleijn klein klerk klomp kloosterman koc koca
kocak koek koel koelewijn koenders koers kok kolen kolk koning konings konink kooi kooijman kooiman kooistra
kool koolen kools koomen koopman koopmans koot koppen koppens korkmaz kors korsten kort korte kortekaas kose
koster kosters kotter kowalczyk kowalski kozlowski kraak kraan krabbe kramer kramers krause krawczyk kremer
kremers kreuger kroes krol kroon kruger kruijf kruijt kruis kruse kuhn kuijer kuik kuiken kuiper kuipers
kumar kurt kuster kusters laan laar laaroussi lahlou lai lam lambers lambert lamers lammers lang lange
langen langer lanser lau le lee leemans leenders leeuw leeuwen lehmann lemmen lemmens lenders lensen lenting
leung levering levi lewandowski lewis li lichtenberg lier lievens lim lin lindeman linden linders lingen
lips liu loenen logt lohman looman loon lopes lopez lotz lubbers lucas luijten lukassen luong ly ma maas
maassen maat maduro mahabir mahdi maier majewski malinowski man manders mangal mansouri marciniak mariani
marin markus marrouni martens martin martina martinez martins marx mathijssen mathoera maurer mazur meer
mees meeuwissen mehari meijer meijerink meijers meinders mendes mens mensink merkus mertens metz meulen
meulenbelt michalski michels middelkoop mink moenna moens moestadja mohr mokhtari mol molen molenaar
molenaars mollema moller mom monteiro moor moren morsink mos moussaoui muis mulder mulders muller munster
nandoe nasiri neumann ngo nguyen nieuwenhuis nijboer nijland nijman nijs nooij noor noordam nowak nowicki
nuijten nur oemar offermans okkerse olde olie oliveira olszewski olthof omari omer oomen oomens oost oosten
oosterhof oosterhuis oostrum orie oruc osman ostrowski otte otten ouahbi ouali oud ouden outer overbeek
ozcan ozdemir ozen ozer ozkan oztekin ozturk paap pala pan panday parag parmessar pas passchier pater paul
paulus pauw pauwels pawiro pawlak pawlowski peek peer peerd peeters pelt peper pereira perez persad peters
petersen petrov pham phan pieters pieterse pietersen pietrzak pijl pinas pinto piotrowski plas ploeg plomp
pluim poeran pol polak polat pool poort poot popma post posthuma posthumus postma pot potter praag prins
prinsen pronk putten raaijmakers rahmouni ramautar rambaran ramcharan ramdas ramdin ramkisoen ramlal ramos
rampersad ramsaran ras redjo reijnders reinders reitsma remmers reuver ribeiro richter ridder riet rietveld
rijk rijken rijnders ritsema rodrigues roeleveld roelofs roelofsen roggeveen romijn rooij rook room roos
roosen rosario rosier rossi rouw roza ruijter ruiter russo rutgers rutkowski rutten sadowski sahin saidi
saimin saleh salhi salman samsom sanchez sandberg sanders santana santos sardjoe sari sastro sbai schaaf
schaap schaeffer scheepers scheffer schenk scheper schepers schilder schilders schipper schippers schmidt
schneider schoenmaker scholl scholte scholten scholtens scholz schoon schoonhoven schouten schreiber
schreuder schrijver schroder schulte schulz schut schuur schuurman schwarz seegers segers seinen sen sewdien
sharma sievers sikora silva simonis simons simonsen simsek singh sinha sital slager slagter slimani sluis
smal smeets smid smit smits smulders snel snijder snijders snoek soeharto soekardi soekarno soekhoe soerjadi
somers sommer sousa soylu spaan spaans spanjer spek spiering spijker spijkers springer spruijt staal stam
stamm steen steenbergen steenman stein stepien stevens steward stokman stolk stoop storm straaten strijker
stroom suijker sukul sumter swart swinkels szewczyk szymanski tahiri talsma tan tang taouil tas tasci
tavares teeuwen teixeira tekin tekle terpstra tervoort tesfay teunissen tewarie theunis thijssen thomas
thomassen tichelaar tiemens tiggelaar til tilburg timmer timmerman timmermans timmers tol tomaszewski toorn
top topal toprak torres touil tran trinh trip tromp truong tuin tuinman tukker tuncer turan turk turkmen
ucar ulrich ulusoy unal unlu usta uysal uzun vaal valk valkenburg vasen veen veenstra veer vegt veld velde
velden veldhuis veldhuizen veldkamp veldman veldstra veltkamp veltman ven verbeek verbeke verberne verboom
verbruggen verburg verdonk verduin verhaar verhagen verheij verheul verhoef verhoeven verhulst verkade
verkerk vermaat vermeer vermeij vermeulen vermolen vermue verschoor verschuren verschuur versluis
verspaandonk versteeg versteegh vervoort verweij verwey vink visser vissers vlaming vleuten vlieger vliet vo
voet vogel vogelaar vogels voogd voorn voort vorst vos vosman vrancken vriend vriens vries vrij vroom vu
vugt waal wagenaar wagner wal walczak walker walter walters wan wang warsame weber weel weerd wegner weide
weijden weijers wel welling wenting werf werleman werner westen wester westerhof westra weststrate wever
wevers wezel wibisono wieczorek wiegers wiel wiersema wiersinga wiersma wijk wijngaard wijs wilde wilkens
willems willemsen willigen winkel winklaar winter winters wisniewski wit witkowski witte witteveen woerden
wojcik wojtowicz wolf wolff wolters wong wongso wortel wouda woude wouters wozniak wright wroblewski wu xie
xu yaakoubi yalcin yaman yang yasar yavuz yigit yildirim yildiz yilmaz yip young yu yuan yuksel yurt yusufi
zaal zahiri zajac zalewski zand zanten zawadzki zeeman zegers zelinski zerouali zhang zhao zheng zhou zhu
ziani ziegler zielinski zijl zijlstra zijp zimmermann zomer zon zouhair zwart zwiers
""")

GIVEN_NAMES = listed("""
aad aaltje abbas abdel abdelaziz abdelkader abdi abdullah abel achmed achraf ad adam adil adriaan adrie
agnes ahmed aicha alex alexander alexandra ali alice alicja alina alp amal amber amin amina amir amira an
andre andrea andreas andrzej angela angelique anh anil anita anja ank anke ann anna anne anneke annelies
annemarie annet annette annie anouar anouk ans antje antoine antoinette anton arend arie arjan arjen arnold
arthur aruna asha asli astrid auke aylin ayoub ayse aziz bart bas bastiaan baukje beatrix ben benjamin
berend bernard bert bianca bilal birgit bob boris bouchra boudewijn brahim bram brenda brian britt burak
carla carlo carlos carmen carolien caroline casper cateau cecilia cem chandra chantal charles charlotte
chris christel christian christina christine cindy clara claudia coen cor corina corine cornelia cornelis
corrie daan daniel daniela danielle danny david debbie deborah demi denise dennis devika dewi dhiradj dian
diana dick diederik dieter dimitri dirk dominique don dong donna dorien douwe driss duc duncan dylan eddy
edith edwin eelco egbert elif eline elisa elisabeth elise ellen ellis els elsa emiel emil emily emine emma
emre enes eric erica erik erwin esma esmee esra esther eva evelien evert ewa ezra fabian fadila farid farida
fatih fatima femke fenna ferdinand ferry fien filip fleur floor floris fouad frank frans fred frederik freek
frits froukje furkan gabriel geert geertje geertruida george gerard gerben gerda gerrit gert gijs gina
giovanni gizem grace greet greetje grzegorz guido guus hafida hai hakan halil halima hamid hamza han hana
hanane hanna hannah hanneke hans harm harmen harrie hasan hassan hatice hayat hector heidi hein heleen helen
helena hella hendrik hendrika henk hennie henny henri herman hessel hicham hieu hilda hilde hind hoa hong
houda hub hubert hugo hung huong huseyin hussein ian ibrahim ibtissam ida igor ikram ilham ilias ilse imad
imane imran ina indra ine ineke inge ingeborg ingrid irene iris irma isa isabel isabella ismail ivan ivo
jaap jack jacob jacoba jacqueline jacques jaimy jakub jamal jamila jan jana jane janet janine janna janneke
jannes jannie jantje jarno jasmijn jason jasper jawad jayden jean jeanet jeanette jeff jeffrey jelle jenny
jeroen jesper jesse jessica jet jim jing jip jits jitske jo joan joanna job jochem joep joey johan johanna
johannes john johnny jolanda jolien jonas jonathan joost jop jordy joris jos jose josephine joyce jozef
judith julia julian juliette jun jurgen jurjen jurre jurrien justin kaan kadir kamal kaoutar karel karen
karim karima karin karlijn kasia katarzyna katja kavita kay kees kelly kemal kenan kerem kevin khadija
khalid kim klaas koen kor krishna krzysztof kubra laila lambert lamia lan lara lars latifa laura laurens
leen leendert lena leo leon leonie leonora lia lian lida lidia lieke lien lieneke lies liesbeth lieve lin
linda ling linh lisa lisanne lisette liv livia lizzy lodewijk loes long lot lotte loubna louis louisa louise
lucas lucia lucien lukasz luuk maaike maarten maartje mabel machteld madelon magda magdalena mahmoud mai
malika malou manon manuel marc marcel marcin marco margot margreet margriet maria mariam marian marianne
marie mariek marieke mariet mariette marije marijke marijn marina mario marion marja marjan marjolein marjon
marleen marlies marloes marlon marlou mart marta marten martha martijn martin martina martine marvin marwan
maryam mateusz mats matthias matthijs maud maureen maurice maurits max maxim mees mehdi mehmet mei meindert
melanie melissa melle menno merel merve meryem mia michael michal michel michelle michiel mick mieke miguel
mike mila milan milou mimoun mina ming minh mira mirjam mirthe mitchell mohammed mohcine moniek monika
mounir mourad moussa murat mustafa nabil nadia nadir naima najat najib naomi naoual nasser natalie natasja
nathalie nel nelleke nellie nezha nga nick nico nicole niek niels nienke nina noa noah noel noor noortje
nora nour noureddine oda olaf olga oliver olivia omar onno orlando oscar osman otto oumaima oussama owen
pamela pascal patricia patrick paul paula pauline pawel peggy perry petra philip phuong pien piet pieter
pietje pim piotr priscilla puck qiang quang quinten rachel rachid rachida radouan rafael rajesh ralf ramon
rania raoul ravi raymond rebecca redouan renate rene renee reza ria rianne richard rick rida rinske rinus
rishi rita rob robbert robert roberta roberto robin roderick roel roeland roelof rogier roland rolf romy ron
ronald roos rosa rosalie rosanne roshni rosie rowan roy ruben rudi rudolf ruth ruud ryan saar sabah sabina
sabine said saida salah salim salma sam samantha sami samir samira samuel sanae sander sandhia sandra sanne
sara saskia sebastian selim selma sem senna serdar serkan shanti sharon siebe siem sietske siham sihame
silvia simon simone sina sjaak sjoerd sjors sjouke sofia sofie soraya souad soufian soukaina stan stefan
stefanie stella steven stijn sueli sunil susan susanne suzanne sven sytse tahar tamara tanja tara tarek
tarik tatjana teun teuntje thao thea theo theodoor therese thierry thijs thomas thu tim timo tineke tjeerd
tjitske tobias tom tomasz ton tonnie tony toon trang trees trijntje trudy truus tuan tung tygo umut ursula
valerie vera veronica victor victoria vijay vincent vivian volkan wafae walid walter wei wendy wesley wiebe
wietske wil wilco wilhelmina wilhelmus willeke willem willy wilma wim wojciech wout wouter xander xiaoming
xin yahya yan yara yasin yasmin yassin yassine yassir ying younes youssef ype yvette yvonne zainab zakaria
zakia zehra zeynep zoe zohra zuzanna
""")


@cache
def surnames() -> frozenset[str]:
    """How the known surnames sound."""
    return frozenset(strict(name) for name in SURNAMES)


@cache
def given_names() -> frozenset[str]:
    """How the known first names sound."""
    return frozenset(strict(name) for name in GIVEN_NAMES)


@cache
def _loosely() -> frozenset[str]:
    return frozenset(sounds(name)[1] for name in (*SURNAMES, *GIVEN_NAMES))


def is_surname(word: str) -> bool:
    return strict(word) in surnames()


def is_given_name(word: str) -> bool:
    return strict(word) in given_names()


def is_known(sound: str) -> bool:
    """Whether what sounds so (strictly) is a name of its own, whatever it resembles."""
    return sound in surnames() or sound in given_names()


def resembles_known(loose_sound: str) -> bool:
    """Whether a name that is known may be spelled so, so that no slip made it of another."""
    return loose_sound in _loosely()
