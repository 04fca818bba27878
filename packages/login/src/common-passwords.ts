/** Longer passwords are no common ones. */
const MAX_LENGTH = 40;
/** Digits and signs around a word that do not make it another one. */
const MAX_DECORATION = 6;

/** What people choose when they are asked for a password, in lower case and without the digits and signs around it. */
const WORDS: ReadonlySet<string> = new Set(
  `
  password passwort passord wachtwoord contrasena motdepasse senha parola haslo heslo salasana losenord lozinka
  passw pass passe passwd passphrase mypassword yourpassword thepassword newpassword oldpassword password password
  secret secrets mysecret topsecret geheim private
  letmein letmeinnow openup opensesame sesame enter enternow changeme changethis changeit default temp temporary temppass
  guest guestuser user username usuario admin admins administrator adminadmin administrador root rootroot toor superuser
  supervisor sysadmin manager master webmaster postmaster operator support helpdesk service system login logon signin test
  tester testing testtest testuser demo demodemo sample example welcome welcomeback willkommen bienvenue bienvenido hello
  hellohello hello helloworld hellokitty hallo hallohallo bonjour goodbye goodluck whatever nothing nopassword
  iloveyou ilovey iloveu iluvyou iloveyouu iloveme loveme loveyou lovelove love lovely lover loveu lovers youandme tequiero
  teamo jetaime ichliebedich forever always together babygirl babyboy baby babydoll sweetheart sweetie sweety sweet honey
  princess princesa prince prinzessin queen king angel angels angelo angelina sunshine sunflower sunny moonlight starlight
  star stars starstar flower flowers flor rose rosebud butterfly rainbow summer summertime winter spring autumn sommer
  january february march april may june july august september october november december monday tuesday wednesday
  thursday friday saturday sunday christmas
  dragon dragons dragonball monkey monkeys tiger tigers tigger lion panther eagle eagles falcon falcons hawk phoenix wolf
  wolves bear bears teddy teddybear kitty kitten cat cats pussycat doggy puppy dog dogs bulldog horse horses pony ponies
  dolphin dolphins shark spider spiderman turtle rabbit bunny chicken hamster elephant bird birdie snake mustang jaguar
  football fussball futbol baseball basketball softball hockey soccer tennis golf golfer golfing rugby volleyball
  swimming running skater skateboard snowboard surfer surfing bowling fishing hunting hunter fisher boxing karate
  yankees cowboys steelers lakers redsox packers giants patriots raiders broncos bulls celtics dodgers rangers liverpool
  arsenal chelsea manchester manutd united realmadrid barcelona barca juventus bayern schalke dortmund celtic everton
  superman batman ironman wolverine hulk thor marvel spongebob pokemon pikachu naruto mario supermario zelda sonic snoopy
  garfield mickey mickeymouse minnie disney simpson simpsons bart homer starwars startrek skywalker lukeskywalker darthvader
  yoda matrix trinity neo gandalf frodo bilbo hobbit lotr harrypotter potter hogwarts hermione dumbledore jamesbond bond
  rocky rambo terminator titanic avatar godzilla kingkong
  michael michelle jennifer jessica jordan jordans joshua matthew daniel daniela andrew anthony ashley amanda thomas
  robert richard charlie charles christopher christian christine christina william nicole nicholas natasha hannah sarah
  samantha stephanie steven stephen elizabeth alexander alexandra alexandre alexis andrea andreas angela anna annie barbara
  benjamin brandon brittany caroline catherine chelsea cheyenne claudia david dennis dominic edward emily eric francesco
  franziska frank freddy gabriel george giovanni giuseppe gregory harley heather isabella jackson jackie jacob james jasmine
  jason jeremy jonathan jordan joseph julian julia justin karen katherine kathleen kevin kimberly kristen kristina laura
  lauren leonardo linda lucas louise madison marcus margaret maria marie marina mario marketing martin martina matilda maxwell
  melanie melissa mercedes miguel monica monika morgan nathan oliver olivia pamela patricia patrick peter philip rachel
  raymond rebecca roberto ronald ronaldo messi russell sabrina samuel sandra sebastian shannon sharon sophia sophie steve
  susanne taylor teresa theresa timothy tyler valentina valerie vanessa veronica victor victoria vincent virginia walter wilson
  computer internet laptop keyboard windows microsoft google facebook youtube twitter instagram whatsapp linkedin yahoo
  hotmail gmail iphone android samsung apple macintosh macbook linux ubuntu debian oracle database server network wireless
  security hacker hackers cisco dell sony nokia playstation nintendo xbox minecraft fortnite roblox warcraft starcraft
  counterstrike halflife callofduty gamer games gaming games developer programmer software hardware
  mercedes ferrari porsche lamborghini bugatti corvette camaro mustang toyota honda yamaha suzuki kawasaki ducati harley
  harleydavidson bmw audi volkswagen chevrolet chevy ford fordmustang jeep nissan subaru
  america american usa canada england london scotland ireland france paris germany deutschland berlin munich hamburg spain
  madrid italy italia roma milano napoli portugal brasil brazil mexico argentina colombia russia moscow china beijing japan
  tokyo india bangalore australia sydney newyork newyorker california florida texas dallas houston chicago boston denver
  phoenix seattle washington hawaii miami vegas lasvegas hollywood
  freedom liberty justice peace happy happiness happyday smile smiles lucky luckyday fortune money moneymoney dollar rich
  cash success winner champion champions killer killers killme ninja ninjas samurai warrior warriors knight soldier
  sniper assassin shadow shadows darkness dark midnight black blackie blacky white green purple orange yellow silver gold
  golden diamond diamonds crystal ruby pearl emerald blue bluesky redred pink pinky
  metallica nirvana slipknot eminem beatles thebeatles queen acdc ironmaiden greenday blinkone linkinpark rammstein
  guitar drummer drums music musica piano rockstar rocknroll rockandroll rock hiphop
  cheese cookie cookies chocolate coffee pepper ginger peanut banana apples strawberry cherry cherries orange peaches
  pumpkin cupcake sugar candy vanilla butter pizza burger hamburger cocacola pepsi whiskey vodka tequila budweiser heineken
  jesus jesuschrist christ jesusismylord godisgood godislove god godbless blessed faith heaven church bible lord allah
  bismillah krishna buddha amen
  asshole fuckyou fuckoff fuckme fucker fucking motherfucker bitch bastard shithead bullshit pussy dickhead sexy sexsex
  blowme naked playboy
  access allaccess superpower power powers maximus maximum genius scooter sparky buster bailey maggie molly lucy daisy
  rocky shelby bandit bubba bubbles peanut precious pumpkin snickers smokey smokie snowball snowflake tweety
  tinkerbell trustno trustnoone trustme nevermind remember rememberme blink access cowboy cowgirl marlboro marine marines
  airborne airforce army navy navyseal police fireman firefighter doctor nurse teacher student students school college
  university business company office workwork family familia mother father mommy daddy mama papa mamapapa sister brother
  brothers friends friend bestfriend bestfriends family children grandma grandpa husband wife
  asdf asdfgh asdfjkl asd qwe qwer qwert qwerty qwertz azerty zxc zxcv zxcvbn abc abcd abcdef abcabc aaa xxx zzz
  `
    .trim()
    .split(/\s+/),
);

/** Keys side by side, in the orders in which fingers find them. */
const WALKS: readonly string[] = [
  "1234567890",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "asdfghjkl;",
  "qazwsxedcrfvtgbyhnujmikolp",
  "zaq1xsw2cde3vfr4bgt5nhy6mju7",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "qaz1wsx2edc3rfv4",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5y6u7i8o9p0",
  "1qazxsw23edcvfr4",
  "zaq12wsxcde34rfv",
  "!@#$%^&*()",
  "147258369",
  "789456123",
  "741852963",
].flatMap((walk) => [walk, walk.split("").toReversed().join("")]);

const LOOKALIKES: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/**
 * Whether a password is one of those that are guessed first: a well-known word, with digits and signs around it or in place
 * of letters, keys side by side, a sequence, or a few characters over and over.
 *
 * @example
 * isCommonPassword("P@ssw0rd123!"); // true
 */
export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase().replaceAll(/\s/g, "");
  if (text === "") return false;
  if (text.length > MAX_LENGTH) return /^(.{1,4})\1+$/.test(text.slice(0, MAX_LENGTH));
  return isWord(text) || isWalk(text) || isSequence(text) || /^(.{1,4})\1+$/.test(text);
}

function isWord(text: string): boolean {
  const bare = withoutDecoration(text);
  const letters = withoutDecoration(toLetters(text));
  return [text, bare, toLetters(bare), letters].some(
    (word) => WORDS.has(word) && text.length - word.length <= MAX_DECORATION,
  );
}

function withoutDecoration(text: string): string {
  return text.replace(/^[^a-z]+/, "").replace(/[^a-z]+$/, "");
}

function toLetters(text: string): string {
  return text.replaceAll(/[^a-z]/g, (character) => LOOKALIKES[character] ?? character);
}

/** A walk along the keyboard, or two of the same. */
function isWalk(text: string): boolean {
  const half = text.slice(0, text.length / 2);
  const walk = half.length >= 3 && half + half === text ? half : text;
  return WALKS.some((keys) => keys.includes(walk));
}

/** "abcdefgh", "98765432", "acegikmo". */
function isSequence(text: string): boolean {
  const steps = new Set<number>();
  for (let index = 1; index < text.length; index++)
    steps.add(text.charCodeAt(index) - text.charCodeAt(index - 1));
  return steps.size <= 1;
}
