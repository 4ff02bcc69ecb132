/* A hub is put back to an earlier day, and nothing is lost that a desk keeps, after exchange.md 7.2.

   Two desks deposit envelopes into one mailbox and read them behind a cursor. The journal chains its
   rows, here by the number of the time in which a row was written: after the hub was put back, new
   rows take old places under another chain. With every request a desk names the last row that it
   saw; where that is not in the journal it begins anew and offers again all that it keeps. */

#define DESKS 2
#define EACH 2                      /* envelopes that each desk writes */
#define ALL (DESKS * EACH)
#define REWINDS 2

/* The rules under proof; the tests break them one by one. */
#define HOLDS(d) (seen[d] <= rows && (seen[d] == 0 || chain[seen[d]] == seen_chain[d]))
#define SEE_AFTER_PUSH 1
#define OFFER_AGAIN 1

byte rows = 0;
byte what[ALL * 2 + 1];             /* the envelope in each row, from 1 on */
byte chain[ALL * 2 + 1];            /* the time in which the row was written */
byte time = 1;
byte saved = 0;                     /* rows in the backup: a prefix of the journal then */
byte rewinds = 0;

byte seen[DESKS];
byte seen_chain[DESKS];
byte cursor[DESKS];
byte held[DESKS];                   /* sets of envelopes, as bits */
byte to_lay[DESKS];                 /* of its own: not known to lie at the hub */
byte own[DESKS];
byte written[DESKS];
byte finished = 0;
byte turns = 0;

inline look(d) { seen[d] = rows; seen_chain[d] = chain[rows] }

inline lies(e, is) {
  is = false; k = 1;
  do
  :: k <= rows -> is = is || what[k] == e + 1; k++
  :: else -> break
  od;
  k = 1
}

/* One round: has it forgotten? Pull, then push. */
inline round(d) {
  atomic {
    if
    :: HOLDS(d) -> skip
    :: else ->
       cursor[d] = 0;
       if
       :: OFFER_AGAIN -> to_lay[d] = own[d]
       :: else
       fi
    fi;
    do
    :: cursor[d] < rows -> cursor[d]++; held[d] = held[d] | (1 << (what[cursor[d]] - 1))
    :: else -> break
    od;
    look(d)
  }
  /* Here the hub may be put back: what is laid down next comes after that. */
  atomic {
    if
    :: HOLDS(d) ->
       e = 0;
       do
       :: e < ALL ->
          if
          :: (to_lay[d] >> e) & 1 ->
             lies(e, there);
             if
             :: !there -> rows++; what[rows] = e + 1; chain[rows] = time
             :: else
             fi
          :: else
          fi;
          e++
       :: else -> break
       od;
       to_lay[d] = 0;
       if
       :: SEE_AFTER_PUSH -> look(d)
       :: else
       fi
    :: else                           /* refused as one whose past is gone: next time anew */
    fi;
    e = 0; there = false
  }
}

proctype desk(byte d) {
  byte e = 0, k = 1, n = 0;
  bool there = false;
  do
  :: written[d] < EACH ->
     atomic {
       e = d * EACH + written[d];
       own[d] = own[d] | (1 << e); to_lay[d] = to_lay[d] | (1 << e); held[d] = held[d] | (1 << e);
       written[d]++; e = 0
     }
     if
     :: round(d)
     :: skip                          /* no network just now */
     fi
  :: else -> break
  od;
  finished++;
  /* The hub is well from now on: three rounds of each, in turns. */
  (finished == DESKS && rewinds == REWINDS);
  do
  :: n < 3 -> round(d); n++; turns++; (turns >= n * DESKS)
  :: else -> break
  od;
  assert(held[d] == (1 << ALL) - 1)
}

proctype hub() {
  do
  :: rewinds < REWINDS ->
     if
     :: saved = rows                                        /* a backup */
     :: atomic {                                            /* put back */
          saved <= rows;
          do
          :: rows > saved -> what[rows] = 0; chain[rows] = 0; rows--
          :: else -> break
          od;
          time++; rewinds++
        }
     fi
  :: else -> break
  od
}

init { atomic { run desk(0); run desk(1); run hub() } }
