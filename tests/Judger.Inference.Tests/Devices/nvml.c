/* A management library of a machine with one GPU, for the tests of who calls it: signatures as in NVIDIA's NVML API reference. */
#include <string.h>

typedef struct { unsigned int gpu, memory; } utilization_t;
typedef struct { unsigned long long total, free, used; } memory_t;

static int users;
static int device;

int nvmlInit_v2(void) { users++; return 0; }
int nvmlShutdown(void) { users--; return 0; }
int nvmlDeviceGetHandleByPciBusId_v2(const char *bus_id, void **handle)
{
    if (strcmp(bus_id, "0000:3b:00.0") != 0) return 6; /* NVML_ERROR_NOT_FOUND */
    *handle = &device;
    return 0;
}

int nvmlDeviceGetUtilizationRates(void *handle, utilization_t *utilization)
{
    if (handle != &device || users <= 0) return 1;
    utilization->gpu = 73;
    utilization->memory = 12;
    return 0;
}

int nvmlDeviceGetMemoryInfo(void *handle, memory_t *memory)
{
    if (handle != &device || users <= 0) return 1;
    memory->total = 85899345920ULL;
    memory->free = 64424509440ULL;
    memory->used = 21474836480ULL;
    return 0;
}

int nvmlSystemGetDriverVersion(char *version, unsigned int length)
{
    if (users <= 0) return 1;
    strncpy(version, "580.95.05", length);
    return 0;
}

int test_users(void) { return users; }
