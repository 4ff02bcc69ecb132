/* Who reads a journal behind a cursor misses nothing, after exchange.md 7.2.

   Writers draw a position and commit in their own time; a reader reads what is committed behind its
   cursor and moves the cursor to the last position it saw. The counter lies in a row that is locked
   from the drawing of a position to the commit, so nobody commits a lower position later. */

#define WRITERS 3
#define ROWS 2          /* rows that each writer adds */
#define LAST (WRITERS * ROWS)

/* The rule under proof; a test leaves it out, as a sequence of the database would. */
#define LOCKED 1

byte next = 1;          /* the next position to be drawn */
bool taken = false;     /* the counter's row is locked */
bool row[LAST + 1];     /* committed rows, by position */
bool got[LAST + 1];     /* rows that the reader has */
byte cursor = 0;
byte done = 0;          /* writers that have finished */

proctype writer() {
  byte added = 0, at = 0;
  do
  :: added < ROWS ->
     atomic { !LOCKED || !taken -> taken = true; at = next; next++ }
     /* Between drawing and committing anything may happen elsewhere. */
     atomic { row[at] = true; taken = false; at = 0; added++ }
  :: else -> break
  od;
  done++
}

proctype reader() {
  byte at, last;
  bool over = false;
  do
  :: !over ->
     /* One reading: a look at all that is committed just then. */
     atomic {
       over = (done == WRITERS);
       last = cursor;
       at = cursor + 1;
       do
       :: at <= LAST ->
          if
          :: row[at] -> got[at] = true; last = at
          :: else
          fi;
          at++
       :: else -> break
       od;
       cursor = last; at = 0; last = 0
     }
  :: over -> break
  od;
  atomic {
    at = 1;
    do
    :: at <= LAST -> assert(got[at]); at++
    :: else -> break
    od
  }
}

init {
  atomic {
    byte i = 0;
    do
    :: i < WRITERS -> run writer(); i++
    :: else -> break
    od;
    run reader()
  }
}
