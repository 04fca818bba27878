/** A password as another program has hashed it: who, the password, the hash. */
export type PasswordVector = readonly [maker: string, password: string, hash: string];

/**
 * Hashes of Django 5.2 (`make_password`), Werkzeug (`generate_password_hash`) and the Python packages bcrypt and argon2,
 * made with their defaults.
 */
export const DEFAULT_VECTORS: readonly PasswordVector[] = [
  [
    "Django 5.2 pbkdf2_sha256",
    "correct horse",
    "pbkdf2_sha256$1000000$VflFU8ALjUXaEJRTh09Y6m$xtvmOaBmt+QVVhG+9jl9c9WFvvaFJ7IydJXZvgUl6MY=",
  ],
  [
    "Django 5.2 argon2",
    "correct horse",
    "argon2$argon2id$v=19$m=102400,t=2,p=8$YlM5NFh4emM3V084ZVM3T0FzclJlRw$SXviPW/0bxPCuDQSMpxNU1zCotfIEJ2nOn2k5lppboc",
  ],
  [
    "Django 5.2 bcrypt_sha256",
    "correct horse",
    "bcrypt_sha256$$2b$12$Hwc/3KNJ4yAx7Tz1m4s4q.sSByaiJ4deDdwcczPDfQ15A642Id8xC",
  ],
  [
    "Django 5.2 scrypt",
    "correct horse",
    "scrypt$16384$S066YeiLKhvFjIAYRR1cvr$8$5$ikeJpSwPlqzeQP2991ElbLJkBfzacmymqyXcXsHaU1FI5vzqU6Ir06uQr0PwVDb1AaeM9DFbSq+V3cy1JUWdbw==",
  ],
  [
    "Python argon2-cffi",
    "correct horse",
    "$argon2id$v=19$m=65536,t=3,p=4$2ZEtvyLi5pPKMt6DD64JFw$RGYaPk5vxILiFfwHieP9Tl6EI4r6hyzKMT1RFZcD0/4",
  ],
  [
    "Werkzeug 3.1.8 scrypt",
    "correct horse",
    "scrypt:32768:8:1$fXwCvvhECExYFGtI$e8f3f90c7bc1ce86c847e57bc5edf728eb4417fad807cf6ea01ae8510b7a0c89e9eb191b7b244ae3964c0eacff6e4fe59bedb2dfe59f928578eabddd06e6d223",
  ],
  [
    "Werkzeug 3.1.8 pbkdf2",
    "correct horse",
    "pbkdf2:sha256:1000000$6KG0aoLdkcXYswdr$8ae3f1164cb1dad1263cb6b02904b961e3e14bb469741fa8a6f378b5a9d3f9d7",
  ],
  [
    "Werkzeug 2.2.2 pbkdf2:sha256",
    "correct horse",
    "pbkdf2:sha256:260000$NpcPwXZSo5uPYaWR$fb80f29ded52b5f08f29327165959e3d81a0becfb5f4824760dc4f0ddd4932fa",
  ],
  [
    "Werkzeug 3.1.8 scrypt:16384:8:2",
    "correct horse",
    "scrypt:16384:8:2$piSzdoX8Bhnuc9Rs$2558b3fe03ace2aff1df8ab2a87f97b58ed4a65c31c631d9cab705efc21ca19d7b6b69be1c270105a3549e57f1c7b9dccfa5a7be911b45f01c5677efda7d6f1b",
  ],
  [
    "Werkzeug 3.1.8 scrypt:16384:8:2",
    "pässwörd ☃",
    "scrypt:16384:8:2$pK8EH6jCuyPpvCVb$784d320dc252312c331df38174b80f6fb93f0862ef500afde1394cd48b02a5b16b996712a6732061bdd84f9cf424d2ca43b51c36b82982130336e500d8959314",
  ],
];

/** As {@link DEFAULT_VECTORS}, made to be cheap. */
export const CHEAP_VECTORS: readonly PasswordVector[] = [
  [
    "Django 5.2 pbkdf2_sha256, 1000 rounds",
    "correct horse",
    "pbkdf2_sha256$1000$s8gGY09KQvH5mhpsNT2jI0$N4kpHktdqhPWeDIOP3WbAgSLzl7zInmf6urM3J6vaac=",
  ],
  [
    "Django 5.2 pbkdf2_sha1, 1000 rounds",
    "correct horse",
    "pbkdf2_sha1$1000$81ukjK7ht0PPCNIDRp8b8T$CdmBe5kJW5tl10dHQ3mRd4MlB+I=",
  ],
  [
    "Django 5.2 argon2, 64 KiB",
    "correct horse",
    "argon2$argon2id$v=19$m=64,t=1,p=1$d0tmU0lXTkNscHhlak9BSDFWbjFRNQ$C/hXAO0pOSqbDbafl7Y1pg+CpDnAOsC01tHAXHsgcZA",
  ],
  [
    "Django 5.2 bcrypt_sha256, 4 rounds",
    "correct horse",
    "bcrypt_sha256$$2b$04$IrsQA3A2IkiwbGMKNcJAuur05LqHdsIBiIy7IcUQkF.3ljr.hELzS",
  ],
  [
    "Django 5.2 bcrypt, 4 rounds",
    "correct horse",
    "bcrypt$$2b$04$O6vCytd0XP9Gtntjyifa/u4x8e0US3T/43J7vQ3LiqFoMFvwremDm",
  ],
  [
    "Django 5.2 scrypt, N 1024",
    "correct horse",
    "scrypt$1024$BruBbhTGUSe5p1bJVMP8CE$8$5$7MI6RMTgmC8DrN6tnO+IgfTAYyvH1CuPIDQEiczP2bDaILHnSPqvVKs7kw8ll7fKC71dNeJzPLcdPCxcyCkJEw==",
  ],
  [
    "Django 5.2 pbkdf2_sha256, 1000 rounds",
    "pässwörd ☃",
    "pbkdf2_sha256$1000$S7n5GCn0QkXHg3P8vKxi3i$eceSEvYCCwIXxXyy5rJ3tUYOfGiF/Z1UbktugFoaNcM=",
  ],
  [
    "Django 5.2 pbkdf2_sha1, 1000 rounds",
    "pässwörd ☃",
    "pbkdf2_sha1$1000$flBS9IUObpjeISQGSgAWl6$qIAbI6TqtEwpufuQabCynFShlhg=",
  ],
  [
    "Django 5.2 argon2, 64 KiB",
    "pässwörd ☃",
    "argon2$argon2id$v=19$m=64,t=1,p=1$Z1dSbVJVcHBlOUVFdmtUNUplNDNWbw$gKGA1fmTAX6IqjkC35RiPbSMN7arWiJEcAETeMgRYDI",
  ],
  [
    "Django 5.2 bcrypt_sha256, 4 rounds",
    "pässwörd ☃",
    "bcrypt_sha256$$2b$04$q3Xv2o7zX/O1byUBcfFZtOuIDyMHkiP6awi9CrcoUWGgGiAtfbRwK",
  ],
  [
    "Django 5.2 bcrypt, 4 rounds",
    "pässwörd ☃",
    "bcrypt$$2b$04$QayxfU8vPAkUGeUOSAmCnOWq9Zx9UbjNrvJzWivBnbaZEVtnlM1za",
  ],
  [
    "Django 5.2 scrypt, N 1024",
    "pässwörd ☃",
    "scrypt$1024$ulW1kVggOMrC1vccPTlBrl$8$5$wsZDnKotG5puf+bvQRsLCbQ01r6zh2tmLFUynB2PKqHz97KNOA6YNd7uvLwTHm07lnitfLXZoVpq+8xXyTVxPA==",
  ],
  [
    "Django 5.2 pbkdf2_sha256, 1000 rounds",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "pbkdf2_sha256$1000$sw9kWfWEUnPzbi5IMnQXeO$OFFJKtDKbBbBuN/DidV4tm9W5xRfUAxyVR8YXpkgtJA=",
  ],
  [
    "Django 5.2 pbkdf2_sha1, 1000 rounds",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "pbkdf2_sha1$1000$g4LYH4hh1mjp7CHpzxr51m$JA7pnjAvAkzM2orlHgQF9bwhNtU=",
  ],
  [
    "Django 5.2 argon2, 64 KiB",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "argon2$argon2id$v=19$m=64,t=1,p=1$NmQxenJTNURIZE9ncmlJemJ2T0VCaA$Sc0Y17FowSg5KDvztdOzA9svCLtI4cG6CZewiM4K378",
  ],
  [
    "Django 5.2 bcrypt_sha256, 4 rounds",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "bcrypt_sha256$$2b$04$CK8vuLSmPxY/o.4Yv5eIhOwSpz7utsjd6Z8SNDbnxTs2lbtdI3yKm",
  ],
  [
    "Django 5.2 scrypt, N 1024",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "scrypt$1024$VLuUpP547Z1zfZvB7tWa9R$8$5$12e+EZYaX4/9K9fCfuHNbK/HGgr38KPQ44SYj/7fOiIquPRMiY+mWgy/EHLloRoYm0GHHT42NoBqv8iqq6N2Mg==",
  ],
  ["Python bcrypt 2b", "correct horse", "$2b$08$rfucbOkNqRgpGKWxxpfVTOs1AvDnllVRyBAAv6cm5g.pzoUqy0DeC"],
  [
    "Werkzeug 3.1.8 pbkdf2:sha256:1000",
    "correct horse",
    "pbkdf2:sha256:1000$VOAF8uz7zGyvYzwf$1af546913399bba847322552aa9bca7e69669d75d392f728484b2fb44c7b26d3",
  ],
  [
    "Werkzeug 3.1.8 pbkdf2:sha512:1000",
    "correct horse",
    "pbkdf2:sha512:1000$asl4HXvEx0167QSM$36710e8094ab06bfcafdc703bcfa93f496da85899fc9e0fb060584f66a2b86a821de0c3a33300c4e2822e9b8d90ff17af8a2a6acdaca1784589c1aa84037fc3e",
  ],
  [
    "Werkzeug 3.1.8 pbkdf2:sha1:1000",
    "correct horse",
    "pbkdf2:sha1:1000$fSyNkoCb3os5DKMP$b210bfcd6fb04df23938bcba443545254d284a22",
  ],
  [
    "Werkzeug 3.1.8 pbkdf2:sha256:1000",
    "pässwörd ☃",
    "pbkdf2:sha256:1000$t9h1O1oPjvzs5oOK$54d93adf11e87ea228dceed817e0b2bf3c810cb314d5ec5c23679c8769fc49b4",
  ],
  [
    "Werkzeug 3.1.8 pbkdf2:sha512:1000",
    "pässwörd ☃",
    "pbkdf2:sha512:1000$9NNGOYGFmRmXVnN8$8bca2db7bb0b7e213d80cd72a8d3c5ce83736dc8e52ab1e566a57718805bda4e0f172812a99e56f241a16cb7e957fb15ece72e238bb1376ee591f6c885ead86f",
  ],
  [
    "Werkzeug 3.1.8 pbkdf2:sha1:1000",
    "pässwörd ☃",
    "pbkdf2:sha1:1000$TGwT6gjKZdn85bo1$7f86d5a8b18f2dbabd425502548cc139a1570639",
  ],
  [
    "Werkzeug 2.2.2 pbkdf2:sha256:1000",
    "correct horse",
    "pbkdf2:sha256:1000$gqAxYlXYMgQvbKGF$1204c7bee8d290eb01f89ccee12cadc1c3a3b24998cfcf989e75a3eaf99fe629",
  ],
  [
    "Werkzeug 2.2.2 pbkdf2:sha512:1000",
    "correct horse",
    "pbkdf2:sha512:1000$wcEq943oxGhFD3TP$c1a0b7a63c177a5a11433dbb53069435ab31d167ea832e8327f318f3f58f769c795f38fd729789fe048cf2ed2f755bce7c4e7cb52e7393b9b51b15c976bd6650",
  ],
  [
    "Werkzeug 2.2.2 pbkdf2:sha256:1000",
    "pässwörd ☃",
    "pbkdf2:sha256:1000$So3mOhVQIHXZkkQG$a26ffa3d1995ffd0b8e0bcc6103cc03a1d92cfa8f0d60cfcd38bf705cc8821bb",
  ],
  [
    "Werkzeug 2.2.2 pbkdf2:sha512:1000",
    "pässwörd ☃",
    "pbkdf2:sha512:1000$gsHAZDQ3BXoqwZ2w$0e2112ec4938802240e39a09ec2d3aa2258182f15576767e785afc98c2a1a5e560ebbb84fe38ef4d342690320ee31565032849a17d76d8e781b6a689dc60e9df",
  ],
];
