/*
 * A PKCS#11 module that is SoftHSM's but for one thing: like a card, it counts wrong PINs and locks
 * at the third. SoftHSM itself only tells that a PIN was wrong.
 *
 * The count is in a file, since each operation of the component is a process of its own.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long rv_t;
typedef struct {
  unsigned char version[2];
  void *call[68];
} functions_t;
typedef struct {
  unsigned char names[96];
  unsigned long flags;
  unsigned long numbers[10];
  unsigned char versions[4];
  unsigned char time[16];
} token_info_t;

enum { OK = 0, GENERAL_ERROR = 5, PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4 };
enum { GET_TOKEN_INFO = 6, LOGIN = 18, USER = 1, TRIES = 3 };
enum { COUNT_LOW = 0x10000, FINAL_TRY = 0x20000, LOCKED = 0x40000 };

static functions_t *inner;
static functions_t outer;

static int wrong(int change) {
  const char *path = getenv("COUNTING_FILE");
  FILE *file = fopen(path, "r");
  int count = 0;
  if (file) {
    if (fscanf(file, "%d", &count) != 1) count = 0;
    fclose(file);
  }
  if (change) {
    count = change > 0 ? count + 1 : 0;
    file = fopen(path, "w");
    fprintf(file, "%d", count);
    fclose(file);
  }
  return count;
}

static rv_t get_token_info(unsigned long slot, token_info_t *info) {
  rv_t rv = ((rv_t(*)(unsigned long, token_info_t *))inner->call[GET_TOKEN_INFO])(slot, info);
  int count = wrong(0);
  info->flags &= ~(unsigned long)(COUNT_LOW | FINAL_TRY | LOCKED);
  if (count > 0) info->flags |= COUNT_LOW;
  if (count == TRIES - 1) info->flags |= FINAL_TRY;
  if (count >= TRIES) info->flags |= LOCKED;
  return rv;
}

static rv_t login(unsigned long session, unsigned long user, void *pin, unsigned long length) {
  rv_t rv;
  if (user == USER && wrong(0) >= TRIES) return PIN_LOCKED;
  rv = ((rv_t(*)(unsigned long, unsigned long, void *, unsigned long))inner->call[LOGIN])(
      session, user, pin, length);
  if (user == USER && rv == OK) wrong(-1);
  if (user == USER && rv == PIN_INCORRECT) wrong(1);
  /* Some modules tell of the vendor's own values: so many tries are left. */
  if (rv == PIN_INCORRECT && getenv("COUNTING_VENDOR") && wrong(0) < TRIES)
    return 0x80000000UL | (unsigned long)(TRIES - wrong(0));
  return rv;
}

rv_t C_GetFunctionList(functions_t **list) {
  void *library = dlopen(getenv("COUNTING_INNER"), RTLD_NOW);
  rv_t (*get)(functions_t **) = library ? dlsym(library, "C_GetFunctionList") : NULL;
  if (!get || get(&inner) != OK) return GENERAL_ERROR;
  memcpy(&outer, inner, sizeof outer);
  outer.call[GET_TOKEN_INFO] = get_token_info;
  outer.call[LOGIN] = login;
  *list = &outer;
  return OK;
}
