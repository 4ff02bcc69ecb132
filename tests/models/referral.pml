// pan: -m1000 -w24
// gcc: -DSAFETY -DNOFAIR

/* One referral between a sender's desk and two desks of the recipient, after design.md 3.

   A fact carries its status, the side that wrote it, and the facts of its own half that its author
   had seen. A desk knows a set of facts; before each act it may have learned any others, in any
   order and any number of times. Moves are those of referral_app/domain/referral.py, from what the
   desk shows; one fact of a liar writes the other side's status and claims to have seen everything.
   Searched through: every life of the request and FACTS - 1 further facts. */

#define FACTS 6

/* A status is its rank, one higher than in the design so that 0 can stand for none. */
#define NONE 0
#define REQUESTED 1     /* reinstated has the same rank and reads the same */
#define RECEIVED 11
#define ON_HOLD 16
#define ACCEPTED 21
#define IN_PROGRESS 31
#define CANCELLED 41
#define IN_ERROR 46
#define REJECTED 51
#define FAILED 61
#define COMPLETED 71

#define SENDER 0
#define RECIPIENT 1
#define SIDE(status) \
  ((status) == REQUESTED || (status) == CANCELLED || (status) == IN_ERROR -> SENDER : RECIPIENT)
#define IS_REPORT(status) \
  ((status) == REJECTED || (status) == FAILED || (status) == COMPLETED)

/* The rules under proof; the tests break them one by one. */
#define OWNED(i, side) (by[i] == side && SIDE(status[i]) == side)
#define SEEN(i) seen[i]
#define HIGHER(one, other) ((one) > (other))

byte status[FACTS];
byte by[FACTS];
byte seen[FACTS];
byte facts;
byte known[3];           /* sets of facts: 0 the sender's desk, 1 and 2 the recipient's */
byte lies;               /* the set of facts of a liar */

byte desk, view, told, i, gone, ours, theirs, shown, honest;

/* The value of a half: its highest rank that no fact of the same half has seen. */
inline half(set, side, value) {
  value = NONE; gone = 0; i = 0;
  do
  :: i < facts ->
     if
     :: (set >> i) & 1 && OWNED(i, side) -> gone = gone | SEEN(i)
     :: else
     fi;
     i++
  :: else -> break
  od;
  i = 0;
  do
  :: i < facts ->
     if
     :: (set >> i) & 1 && OWNED(i, side) && !((gone >> i) & 1) && status[i] > value ->
        value = status[i]
     :: else
     fi;
     i++
  :: else -> break
  od;
  gone = 0; i = 0
}

/* What a desk shows that knows `set`. */
inline display(set) {
  half(set, SENDER, ours);
  half(set, RECIPIENT, theirs);
  if
  :: HIGHER(theirs, ours) -> shown = theirs
  :: else -> shown = ours
  fi
}

inline forget() {
  desk = 0; view = 0; told = NONE; ours = NONE; theirs = NONE; shown = NONE; honest = NONE
}

/* Any set of facts, more than or as much as `least`. */
inline choose_view(least) {
  view = least; i = 0;
  do
  :: i < facts -> view = view | (1 << i); i++
  :: i < facts -> i++
  :: i == facts -> break
  od;
  i = 0
}

inline write(side) {
  status[facts] = told;
  by[facts] = side;
  i = 0;
  do
  :: i < facts ->
     if
     :: (view >> i) & 1 && OWNED(i, side) -> seen[facts] = seen[facts] | (1 << i)
     :: else
     fi;
     i++
  :: else -> break
  od;
  i = 0;
  assert((seen[facts] & ~view) == 0);                     /* nobody replaces what he has not seen */
  view = view | (1 << facts);
  facts++
}

/* The moves, one a line: a test compares them with the program's. */
inline sender_moves() {
  if
  :: shown == REQUESTED -> told = CANCELLED
  :: shown == REQUESTED -> told = IN_ERROR
  :: shown == RECEIVED -> told = CANCELLED
  :: shown == RECEIVED -> told = IN_ERROR
  :: shown == ON_HOLD -> told = CANCELLED
  :: shown == ON_HOLD -> told = IN_ERROR
  :: shown == ACCEPTED -> told = CANCELLED
  :: shown == ACCEPTED -> told = IN_ERROR
  :: shown == IN_PROGRESS -> told = IN_ERROR
  :: shown == CANCELLED -> told = REQUESTED
  :: shown == IN_ERROR -> told = REQUESTED
  :: ours == CANCELLED -> told = REQUESTED
  :: ours == IN_ERROR -> told = REQUESTED
  :: else -> told = NONE
  fi
}

inline recipient_moves() {
  if
  :: shown == REQUESTED -> told = RECEIVED
  :: shown == RECEIVED -> told = ON_HOLD
  :: shown == RECEIVED -> told = ACCEPTED
  :: shown == RECEIVED -> told = REJECTED
  :: shown == ON_HOLD -> told = ACCEPTED
  :: shown == ON_HOLD -> told = IN_PROGRESS
  :: shown == ON_HOLD -> told = REJECTED
  :: shown == ON_HOLD -> told = FAILED
  :: shown == ACCEPTED -> told = ON_HOLD
  :: shown == ACCEPTED -> told = IN_PROGRESS
  :: shown == ACCEPTED -> told = FAILED
  :: shown == ACCEPTED -> told = COMPLETED
  :: shown == IN_PROGRESS -> told = FAILED
  :: shown == IN_PROGRESS -> told = COMPLETED
  :: shown == CANCELLED -> told = FAILED
  :: shown == CANCELLED -> told = COMPLETED
  :: theirs == ON_HOLD -> told = RECEIVED
  :: theirs == ACCEPTED -> told = RECEIVED
  :: theirs == ACCEPTED -> told = ON_HOLD
  :: theirs == IN_PROGRESS -> told = RECEIVED
  :: theirs == IN_PROGRESS -> told = ON_HOLD
  :: theirs == IN_PROGRESS -> told = ACCEPTED
  :: theirs == REJECTED -> told = RECEIVED
  :: theirs == REJECTED -> told = ON_HOLD
  :: theirs == REJECTED -> told = ACCEPTED
  :: theirs == FAILED -> told = RECEIVED
  :: theirs == FAILED -> told = ON_HOLD
  :: theirs == FAILED -> told = ACCEPTED
  :: theirs == FAILED -> told = IN_PROGRESS
  :: theirs == COMPLETED -> told = RECEIVED
  :: theirs == COMPLETED -> told = ON_HOLD
  :: theirs == COMPLETED -> told = ACCEPTED
  :: theirs == COMPLETED -> told = IN_PROGRESS
  :: else -> told = NONE
  fi
}

active proctype Lives() {
  status[0] = REQUESTED; by[0] = SENDER; known[0] = 1; facts = 1;
  do
  :: atomic { facts < FACTS ->                            /* the sender acts */
     desk = 0;
     choose_view(known[desk]);
     d_step { display(view) };
     sender_moves();
     d_step {
       if
       :: told != NONE ->
          write(SENDER); known[desk] = view;
          half(view, SENDER, ours); assert(ours == told)  /* what it wrote is what it sees */
       :: else
       fi;
       forget()
     } }
  :: atomic { facts < FACTS ->                            /* a desk of the recipient acts */
     if
     :: desk = 1
     :: known[1] != 0 -> desk = 2                         /* the desks differ in nothing else */
     fi;
     choose_view(known[desk] | 1);
     d_step { display(view) };
     recipient_moves();
     d_step {
       if
       :: told != NONE ->
          write(RECIPIENT); known[desk] = view;
          half(view, RECIPIENT, theirs); assert(theirs == told)
       :: else
       fi;
       forget()
     } }
  :: atomic { facts < FACTS && lies == 0 ->               /* somebody writes the other side's half */
     if
     :: by[facts] = SENDER; status[facts] = COMPLETED
     :: by[facts] = SENDER; status[facts] = RECEIVED
     :: by[facts] = RECIPIENT; status[facts] = CANCELLED
     :: by[facts] = RECIPIENT; status[facts] = REQUESTED
     fi;
     seen[facts] = (1 << facts) - 1;
     lies = 1 << facts;
     facts++ }
  :: d_step { facts == FACTS ->                           /* desks that know any of it look */
     do
     :: view < (1 << FACTS) ->
        display((view & ~lies)); honest = shown;
        display(view);
        assert(shown == honest);                          /* a lie changes nothing */
        assert(!IS_REPORT(theirs) || shown == theirs);    /* a report is never hidden */
        assert(!(ours == CANCELLED || ours == IN_ERROR) || IS_REPORT(theirs) || shown == ours);
        view++
     :: else -> break
     od;
     forget() }
  od
}
