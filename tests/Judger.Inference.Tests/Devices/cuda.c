/* A driver's library of a machine with one GPU, for the tests of who calls it: signatures as in NVIDIA's CUDA Driver API reference. */
#include <string.h>

#ifndef STATUS
#define STATUS 0
#endif

int cuDriverGetVersion(int *version) { *version = 13010; return 0; }
int cuInit(unsigned int flags) { return flags == 0 ? STATUS : 1; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = 40 + ordinal; return 0; }
int cuDeviceGetName(char *name, int length, int device) { strncpy(name, device == 40 ? "NVIDIA Test 80GB" : "another", length); return 0; }
int cuDeviceGetPCIBusId(char *id, int length, int device) { strncpy(id, device == 40 ? "0000:3b:00.0" : "", length); return 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = device == 40 ? 85899345920ULL : 0; return 0; }
int cuGetErrorString(int status, const char **text) { *text = status == 100 ? "no CUDA-capable device is detected" : 0; return 0; }
int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    if (device != 40) return 101; /* CUDA_ERROR_INVALID_DEVICE */
    *value = attribute == 75 ? 9 : attribute == 76 ? 1 : -1;
    return 0;
}
