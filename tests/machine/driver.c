/* A driver for one NVIDIA card and one that was lost, as far as Modelshelf asks (NVML's own names
   and structures, nvml.h). Compiled by the test and loaded as libnvidia-ml.so.1. */

#include <string.h>

typedef struct { unsigned long long total, free, used; } Memory;

static int cards[2];

int nvmlInitWithFlags(unsigned flags) { return 0; }
int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return 0; }

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
{
    *device = &cards[index];
    return index == 1 ? 15 : 0; /* NVML_ERROR_GPU_IS_LOST */
}

int nvmlDeviceGetMemoryInfo(void *device, Memory *memory)
{
    memory->total = 24ULL << 30;
    memory->free = 20ULL << 30;
    memory->used = 4ULL << 30;
    return 0;
}

int nvmlDeviceGetName(void *device, char *name, unsigned length)
{
    strncpy(name, "NVIDIA Test 24GB", length);
    return 0;
}

const char *nvmlErrorString(int result) { return "GPU is lost"; }
