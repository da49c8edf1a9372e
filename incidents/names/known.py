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
    aalbers aarab aarts abbink abdi abma abouyaala abraham achahbar achouri achterberg ackermann adamczyk
    adams adhin adriaanse afkir agca ahmadi akar akbulut akhiat akin akkerman akman aksoy aksu aktas akyol
    alami alaoui albayrak albers alberts alders alkan alp altena altin altun amezian amghar amrani andersson
    aouragh appel aras arat arends ari arikan arslan asbai aslan assen ates autar avci aydemir aydin aydogan
    ayhan aynan azarkan azizi azzouzi baars baas babacan badal baghdadi bakboord bakema bakkali bakker
    bakkeren bal balci baldew baldewsingh balk balkema bank banning barakat baran barends barendse barneveld
    bartels bas basaran bast bastiaansen bastug batelaan bauer bax bayram beck becker beek beekhof beekhuis
    beekman beers beets beijer beijersbergen bekker bekkering bekkers bektas belhaj belkacem benaissa benali
    benamar benayad benhaddou benhammou benmoussa bennani bensaid benthem berends berendse berendsen berg
    bergen berger bergkamp bergman bergmans bergsma berhane berkane berkers berkhout bernadina berrada
    bertens bervoets beukema beukers beumer beyer bezemer bhagwandin bicer biemans bierman bihari biharie
    bijl bijlsma bikker bilgin bingol binnendijk bisseswar bissumbhar blaauw blank blankers blaszczyk
    bleeker bloem bloemen bloemendaal bloemendal bloemers blok blokland blom blum bode boekel boelens boer
    boerma boerman boers boersen boersma boertje boeve bogaard bohm bolt bonte boogaard boom boomsma boon
    boonen boonstra boorsma boos bootsma borg borger borgman borkowski borst bos bosch bosma bosman bossen
    botma bottema bouali bouazza bouchikhi boudou bouhali bouhlal boujoufi boukhari boukhriss boulahrouz
    boulaich bouma bouman boumans bout boutaleb bouter bouwens bouwer bouwers bouwmeester bouyaghjdane
    bouziani bouzid boz bozkurt braam brakel brand brands brandsma brandt bras braun breed breuer breugel
    breukelen brink brinkman broeders broek broekhuizen broer broers brouwer brouwers bruggeman bruggen
    brugman bruijne bruin bruins bruinsma brunner budak budding bui buijs buis buisman buist buitenhuis
    bulbul bulten bulut buma bunt burg burger burgers burggraaf burgman busch busser buter buurman buyuk
    cakir cakmak caliskan cam can candan celik cetin cevik ceylan chafi chahid chakir chang chaoui charif
    chen cheng cherkaoui chmielewski chu chung cicek cicilia cieslak cinar citak clercq coban coenen cohen
    colak cornelissen corsten coskun coskuner costa cremers crijns croes czarnecki dabrowski dag dagdelen
    dahhan dahmani dal dalen dalhuizen dalkilic dam damen damsma dang daniels daoudi das debi deelen
    deelstra deger dekens dekker dekkers demir demirci demirel demirtas deniz derks deurne dias dielen
    diepen dijk dijken dijkgraaf dijkhuis dijkhuizen dijkman dijks dijksma dijkstra dik dilek dincer dinh
    dirks dirksen do doan doerga does doeven dogan dongen donkers doorenbos doorn doornbos dorst douma
    draaisma dries driesen driessen droog drost duda dudek duijn duijvestein duin duman dundar dunne dunnen
    duong durak duran durmaz dursun dwarka ebers eekhof eggink eijk eising eizenga eker ekici ekinci elbers
    elders elferink elfrink elhadji elmas elmoussaoui elsinga elzinga engbers engel engelen engels engelsman
    engin ensink erbas ercan ercelik erdem erden erdogan eren ergun erol ersoy ertas erturk esen essen ester
    everaert evers eversen everts faber fadil farah fassi feddes feenstra feikema felicia fernandes ferreira
    fichtner fidan filali fischer flier fokkema folkerts fontein foppen frank franke franken frankena
    fransen franssen frederiks friedrich fris fuchs gaal gajadin gajapersad gajewski galema ganga gebre geel
    geelen geerman geerts geertsen geertsma gelder gelderblom geldof genc genugten gerbrands gerrits
    gerritse gerritsen gerritsma geurts ghali ghazali ghazi giesen gijsen girdhari glowacki gok gokce goksu
    gomes goncalves goossens gopal gorski gort gortzak goudswaard graaf grabowski greven grift grit
    groen groenenberg groenenboom groenendijk groeneveld groenewegen groenhof groot grooten grootveld gross
    gul guler gultekin gunduz gunes guney gunther guven haak haan haar haarman haarsma haas haasnoot habte
    haddad haddaoui haddou hage hagedoorn hageman hagen hagens hahn haile hajjaji hajji hak hakim hakvoort
    halma hamdaoui hamer hamers hamid hamidi hammer hammouti hamouti hamstra hanci hanegraaf hanoeman hanse
    hansen hansma hanssen harkema harmsen harpal harrak hart hartman hartmann hartog hartsuiker hashi hassan
    have haveman haverkamp haverman hazelhoff hazenberg he heemskerk heemstra heer heerden heeren heesen
    heide heijden heijmans heijne heijnen heikoop hein heinen heinrich heinsbroek helden helmond hendrik
    hendriks hendrikse hendriksen hennekes herman hermans hermsen hersi hertog hessels heusden heuvel
    heuvels hidding hiemstra hilgers hilhorst ho hoang hoek hoekman hoeks hoeksema hoeksma hoekstra hoeven
    hoevenaar hof hoffmann hofman hofmann hofstede hofstra hoitinga hol holland holst holterman
    holtkamp holtrop hommes hoogenboezem hoogenboom hoogendoorn hoogeveen hooghiemstra hoogland hoogstraten
    hooijer hoop hoorn horn horst houben hout houtman houtsma houwen hoving hu huang huber hubers huijsmans
    huising huisman huitema huizinga huls hulshof hulsman hulst hummel hupkes husman hussein hussels huynh
    idema idrissi ijpelaar ilhan inan ince isik jaber jablonski jabri jacobs jacobse jacobsen jadnanansing
    jager jagers jagesar jagroep jairam jakubowski jama janga jankie jankowski jans janse jansen jansens
    jansma jansz jaouhari jasinski jawalapersad jaworski jebbar jellema jelsma jensen jhinkoe johansen
    joling jong jonge jongen jongerius jongsma jonker jonkers jonkman joosten jorritsma joustra jung
    kaandorp kabak kabbaj kaczmarek kaczynski kaddouri kadiri kahraman kaiser kalinowski kalkan kalkman
    kalloe kamerling kaminski kamp kampen kamphuis kamps kamstra kandhai kanhai kapan kaplan kara karabulut
    karaca karadag karakaya karakus karaman karatas karsten kartal kartodikromo kasan kasmi kasper kaspers
    kaya kayaalp keijzer keizer kellen keller kelly kempen kemper kerkhof kerkhoven kerstens keskin kessel
    kessels keuning keur khalfaoui khan khattabi khedoe kidane kilic kilinc kim kingma kirac kisoen
    kistemaker kizil klaver kleijn kleijnen klein klerk klomp klooster kloosterman knol knoop koc koca kocak
    koek koel koelewijn koelman koenders koers kohler kok kolen kolff kolk kolodziej komen konig koning
    konings konink kooi kooijman kooiman kooistra kool koolen kools koomen kooper koopman koopmans koot kop
    koppen koppens korkmaz kornelis kors korsten kort korte kortekaas kose koster kosters kotter kouwenhoven
    kowalczyk kowalewski kowalski koyuncu kozlowski kraaij kraak kraan krabbe kramer kramers krause krawczyk
    kremer kremers kreuger kroes kroeze kroger krol kroon kruger kruijf kruijssen kruijt kruis kruit kruse
    kubiak kucharski kuhn kuijer kuijt kuik kuiken kuin kuiper kuipers kumar kurt kurtulus kuster kusters
    kutlu laan laar laarhoven laaroussi lachman lagerweij lahlou lahrach lai lam lambers lambert lamers
    lammers lammertink landman lang lange langen langendijk langer langeveld lanser lansink laskowski lau le
    lee leeflang leemans leenders leeuw leeuwen leferink lehmann leijten lemmen lemmens lenders lenferink
    lensen lenting leung levering levi lewandowski lewis li lichtenberg lier lievens ligtenberg lim lin
    lindeman linden linders lingen linssen lips lis liu loenen logt lohman lokhorst looman loon loonen lopes
    lopez lotz lubbers lucas luijten luiten lukassen luong ly ma maas maaskant maassen maat maciejewski
    maduro mahabir mahdi mahjoubi maier majewski makhloufi makowski malinowski malki man mandemakers manders
    mangal mansouri marciniak marek mariani marin markus maroufi marrouni martens martin martina martinez
    martins marx mathijssen mathoera maurer mayer mazur mazurek meer mees meeuwissen meeuwsen mehari meijer
    meijering meijerink meijers meinders mellema mendes mens mensink menting merkus mernissi mertens
    messaoudi metz meuleman meulen meulenbelt michalski michels middelkoop miedema mimouni mink moenna moens
    moestadja mohr mokhtari mol molen molenaar molenaars mollema moller mom monteiro mooij moor moorman
    morabit moren morsink mos moussaoui mroz muis mulder mulderij mulders muller munster nagel nandoe nasiri
    neef neijenhuis nelissen neumann ngo nguyen nieboer niemeijer nierop nieuwenhuis nijboer nijland nijman
    nijs nolten nooij noor noordam noordhoek noordhof noordhuis noort nouri nowak nowakowski nowicki nuijten
    nur oemar offermans oguz ok okkerse olde oldenburg olie oliveira olszewski olthof omari omer onal oner
    oomen oomens ooms oost oosten oosterhof oosterhuis oosterveld oosterwijk oostrum opstal orhan orie oruc
    osinga osman ostrowski otte otten otter ouahbi ouali ouazzani oud oude ouden oudshoorn oulad outer
    overbeek ozbek ozcan ozdemir ozen ozer ozgur ozkan ozmen oztas oztekin ozturk paans paap pala palm pan
    panday parag parlak parmessar partodikromo pas pasman passchier pater paul paulus pauw pauwels pawiro
    pawlak pawlowicz pawlowski peek peer peerd peereboom peeters peijs pelgrim pelt peper perdok pereira
    perez persad peters petersen petrov pham phan piek pieters pieterse pietersen pietersma pietrzak pijl
    pinar pinas pinto piotrowski plas plat ploeg plomp pluim poelman poeran pol polak polat pool poort poot
    popma post posthuma posthumus postma pot potter praag prins prinsen pronk pruijs putten quist
    raaijmakers raap rachidi rademaker rahmouni ramadhin ramautar rambaran ramcharan ramdani ramdas ramdhani
    ramdin rami ramkhelawan ramkisoen ramlakhan ramlal ramnarain ramnath ramos rampersad ramsaran ramsoedh
    ramsoekh ras ravensbergen redjo reiff reijnders reijnen reinders reinsma reitsma remmers rensen rentema
    reuver ribeiro richter ridder riet rietveld rijk rijken rijkers rijksen rijnders rijpkema rijsdijk
    rinsma ritmeester ritsema ritter ritzema rodrigues roeleveld roelofs roelofsen roest roggeveen roijen
    romijn rooij rook room roording roos roosen rosario rosenberg rosier
    rossi roth rouw roza rozeboom rozema ruijgrok ruijs ruijter ruis ruiter rus russo rutgers rutkowski
    rutten sadowski sagir sahin saidi saimin saleh salhi salman salmi samsom sanchez sandberg sanders
    santana santos sardjoe sari sas sastro sauer savas sawicki sbai schaaf schaafsma schaap schaeffer
    schafer schalk scheepers scheer scheffer scheffler schelling schenk scheper schepers scherpenzeel
    schilder schilders schilperoort schimmel schipper schippers schmidt schmitz schneider schoemaker
    schoenmaker schoenmakers scholl scholte scholten scholtens scholz schoon schoonderwoerd schoonen
    schoonhoven schouten schreiber schreiner schreuder schreurs schrijver schroder schroten schuiling
    schuitema schulte schulz schulze schumacher schuster schut schuur schuurman schuurmans schwarz sebti
    secgin seegers segers seidel seijger seinen seker sen sewdien sewnath sezer sharma sheombar siebers
    siemerink sietsma sievers sijtsma sikkema sikora silva simon simonis simons simonsen simsek singh sinha
    sinnema sital sjollema slager slagter slimani slob sloot sloots slot sluijter sluis smal smedes smeenk
    smeets smid smink smit smith smits smulders snel snijder snijders snoek snoeren sobczak soebhag soeharto
    soekardi soekarno soekhoe soer soerjadi soerokarijo sok sokolowski somers sommer sonmez sonneveld sousa
    soyer soylu spaan spaans spaargaren spanjer speelman spek spiering spierings spijk spijker spijkers
    spoelstra spoor springer spruijt staal staats stam stamm stapel starre steeman steen steenbergen
    steenman steensma steenstra stegeman stehouwer stein stellingwerf stepien steur stevens steward stoker
    stokman stolk stoop storm storms straaten strating strijker stroom stuiver stuurman suijker sukhai sukul
    sumter swaab swaan swaans swart swinkels szczepanski szewczyk szulc szymanski szymczak tabak tahiri
    tahri talsma tamimi tan tang taouil tas tasci tavares teeuwen teixeira tekin tekle tel temel terlouw
    terpstra tervoort tesfay teunis teunisse teunissen tewarie theeuwes theunis thijs thijssen
    thole thomas thomassen tibben tichelaar tiemens tiemersma tienstra tiesinga tiggelaar tijssen til
    tilburg timmer timmerhuis timmerman timmermans timmers tjalma tok toker tol tolsma tomaszewski tomczak
    toorn top topal toprak torres touil tran trinh trip tromp truong tuijl tuijp tuin tuinier tuinman
    tuinstra tukker tuna tuncer turan turgut turk turkmen tuzun twigt ubbink ucar uitdehaag uitenbroek
    ulrich ulus ulusoy unal unlu urban urbanski usta uygun uysal uzun uzunoglu vaal valk valkema valkenburg
    vasen veen veeneman veenendaal veenman veenstra veer veerman vegt veld velde velden veldhuis veldhuizen
    veldkamp veldman veldstra veltkamp veltman ven venema vennema verbaan verbeek verbeke verberk verberne
    verboom verbruggen verburg verdonk verdoorn verduin verhaar verhagen verheij verheul verhoef verhoeff
    verhoeven verhulst verkade verkerk verlaan vermaas vermaat vermeer vermeij vermeulen vermolen vermue
    verschoor verschuren verschuur versloot versluis verspaandonk versteeg versteegh vervoort verweij verwey
    vink vis visch visser visserman vissers vlaming vleuten vlieger vliet vo voet vogel vogelaar
    vogels vogelzang vogler vogt voigt vonk voogd voogt voorn voort vorst vos vosman vrancken vriend vriens
    vries vrij vroegop vrolijk vroom vu vugt vural waal wagenaar wagner wal walczak walker walter walters
    wan wang warsame wasilewski weber weel weerd wegner weide weijden weijers wel welling wenting werf
    werleman werner westen wester westerhof westerhuis westra weststrate wever wevers wezel wibisono
    wieczorek wiegers wiegman wiel wielinga wiersema wiersinga wiersma wijk wijma wijnands wijnen wijngaard
    wijs wilczek wilde wilk wilkens willems willemsen willigen wiltink winkel winklaar winter winters wisnia
    wisniewski wit witkowski witte witteveen wlodarczyk woerd woerden wojcik wojtowicz wolbers wolf wolff
    wolfs wolters wolthuis wong wongso wortel wouda woude wouters wouterse wozniak wright wroblewski wrona
    wu wysocki wytsma xie xu yaakoubi yachou yahiaoui yalcin yalniz yaman yang yasar yavas yavuz yazici
    yener yenice yesil yigit yildirim yildiz yilmaz yilmazer yip young yu yuan yuksel yurdakul yurt yusufi
    zaaijer zaal zahiri zajac zalewski zand zandbergen zandstra zandvoort zanten zaoui zarrouk zawadzki
    zeeman zegers zengin zerouali zhang zhao zheng zhou zhu ziani ziegler zielinski zijderveld zijl
    zijlstra zijp zimmermann ziolkowski zomer zon zouhair zuidema zuijderwijk zwaan zwanenburg zwart zweers
    zwiers
    """)

GIVEN_NAMES = listed("""
    aad aaltje abbas abdel abdelaziz abdelkader abderrahman abdi abdirahman abdullah abel achmed achraf ad
    adam adil adriaan adrie agnes ahmed aicha akin alex alexander alexandra ali alice alicja alina alp amal
    amber amin amina amir amira an ana andre andrea andreas andrzej angela angelique anh anil anita anja ank
    anke ann anna anne anneke annelies annemarie annet annette annie anouar anouk ans antje antoine
    antoinette anton aras arend arie arjan arjen arnold arthur aruna asha asli astrid auke aylin ayoub ayse
    aziz bart bas bastiaan baukje beata beatrix ben benjamin berend berk bernard bert bianca bilal birgit
    bob boris bouchaib bouchra boudewijn brahim bram brenda brian britt burak carla carlo carlos carmen
    carolien caroline casper cateau cecilia cem cengiz chandra chantal charles charlotte chris christel
    christian christina christine cicek cihan cindy clara claudia coen cor corina corine cornelia cornelis
    corrie daan daniel daniela danielle danny darek david debbie deborah demi denise deniz dennis devika
    dewi dhiradj dian diana dick diederik diego dieter dimitri dirk dominique don dong donna dorien douwe
    driss duc duncan dylan eddy edith edwin eelco egbert ekrem elif eline elisa elisabeth elise ellen ellis
    elmas els elsa emiel emil emily emine emma emmanuel emre enes engin ercan erdal eren eric erica erik
    erkan erol erwin esma esmee esra esther eva evelien evert ewa ezra fabian fadila farid farida fatih
    fatima femke fenna ferdinand ferhat ferry fidan fien filip fleur floor floris fouad frank frans fred
    frederik freek frits froukje furkan gabriel geert geertje geertruida george gerard gerben gerda gerrit
    gert gijs gina giovanni gizem gokhan grace greet greetje grzegorz guido guus guven hafid hafida hai
    haile hakan halil halima hamid hamza han hana hanane hanna hannah hanneke hans harm harmen harrie hasan
    hassan hatice hayat hector heidi hein heleen helen helena hella hendrik hendrika henk hennie henny henri
    herman hessel hicham hieu hilda hilde hind hoa hong houda hub hubert hugo hung huong huseyin hussein ian
    ibrahim ibtissam ida igor ikram ilham ilhan ilias ilker ilse imad imane imran ina indra ine ineke inge
    ingeborg ingrid irene iris irma isa isabel isabella ismail ivan ivana ivo jaap jack jacob jacoba
    jacqueline jacques jaimy jakub jamal jamila jan jana jane janet janine janna janneke jannes jannie
    jantje jaouad jarno jasmijn jason jasper jawad jayden jean jeanet jeanette jeff jeffrey jelle jenny
    jeroen jesper jesse jessica jet jim jing jip jits jitske jo joan joanna joao job jochem joep joey johan
    johanna johannes john johnny jolanda jolanta jolien jonas jonathan joost jop jordy joris jos jose
    josephine joyce jozef juan judith julia julian juliette jun jurgen jurjen jurre jurrien justin kaan
    kadir kamal kaoutar karel karen karim karima karin karlijn karsten kasia katarzyna katja kavita kay kees
    kelly kemal kenan kerem kevin khadija khalid kim klaas koen kor kornelis krishna krzysztof kubra lahcen
    laila lambert lamia lan lara lars latifa laura laurens leen leendert lena leo leon leonie leonora levent
    lia lian lida lidia lieke lien lieneke lies liesbeth lieve lin linda ling linh lisa lisanne lisette liv
    livia lizzy lodewijk loes long lot lotte loubna louis louisa louise lucas lucia lucien luis luisa lukasz
    luuk maaike maarten maartje mabel machteld madelon magda magdalena mahmoud mai malika malou manon manuel
    marc marcel marcin marco marek margot margreet margriet maria mariam marian marianne marie mariek
    marieke mariet mariette marije marijke marijn marina mario marion marja marjan marjolein marjon marleen
    marlies marloes marlon marlou mart marta marten martha martijn martin martina martine marvin marwan
    maryam mateusz mats matthias matthijs maud maureen maurice maurits max maxim mees mehari mehdi mehmet
    mei meindert melanie melissa melle menno merel merve meryem metin mia michael michal michel michelle
    michiel mick mieke miguel mike mila milan milou mimoun mina ming minh mira mirjam mirthe mitchell
    mohammed mohcine moniek monika mounir mourad moussa murat mustafa nabil nadia nadir naima najat najib
    naomi naoual naoufal nasser natalia natalie natasja nathalie nel nelleke nellie nezha nga nick nico
    nicole niek niels nienke nina noa noah noel noor noortje nora nour noureddine oda okan oksana olaf olena
    olga oliver olivia omar onno onur orhan orlando osama oscar osman otto oualid oumaima oussama owen ozan
    pamela pascal patricia patrick paul paula pauline pawel pedro peggy perry petra philip phuong pien piet
    pieter pietje pim pinar piotr piotrek priscilla puck qiang quang quinten rachel rachid rachida radouan
    rafael rajesh ralf ramon rania raoul ravi raymond rebecca redouan renate rene renee reza ria rianne
    richard rick rida rinske rinus rishi rita rob robbert robert roberta roberto robin roderick roel roeland
    roelof rogier roland rolf romy ron ronald roos rosa rosalie rosanne roshni rosie rowan roy ruben rudi
    rudolf ruth ruud ryan saar sabah sabina sabine said saida salah salim salma sam samantha sami samir
    samira samson samuel sanae sander sandhia sandra sanne sara saskia savas sebastian selim selma sem senna
    serdar serkan sezer shanti sharon siebe siem sietske siham sihame silvia simon simone sina sjaak sjoerd
    sjors sjouke sofia sofie soner soraya souad soufian soukaina stan stefan stefanie stella steven stijn
    sueli sunil susan susanne suzanne sven svetlana sytse tahar tamara tanja tanya tara tarek tarik tatjana
    temel tesfaye teun teunis teuntje thao thea theo theodoor therese thierry thijs thomas thu tim timo
    tineke tjeerd tjitske tobias tolga tom tomasz ton tonnie tony toon trang trees trijntje trudy truus tuan
    tuna tung turgut tygo umut urban ursula valerie vera veronica victor victoria vijay vincent vivian
    volkan wafae walid walter wei wendy wesley wiebe wietske wil wilco wilhelmina wilhelmus willeke willem
    willy wilma wim wojciech wout wouter xander xiaoming xin yahya yan yara yasin yasmin yassin yassine
    yassir ying younes youssef ype yvette yvonne zainab zakaria zakia zehra zeynep zoe zohra zuzanna
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
