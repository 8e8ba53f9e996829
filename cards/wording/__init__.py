"""The languages. English stands where a sentence is made (`say`); every other language stands here beside it."""
