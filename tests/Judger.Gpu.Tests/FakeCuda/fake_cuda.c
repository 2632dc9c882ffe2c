/*
 * A GPU that computes nothing, for tests without one: the functions of CUDA's libraries that ONNX Runtime's CUDA provider and Judger call. Device memory is the
 * computer's, copies are real, kernels do nothing, so every output is zeros. What it is good for: which graphs the provider takes whole, which memory is bound,
 * on which stream work is queued, what is copied and waited for, and what happens when memory runs out or the device fails. Functions that are not here answer
 * "success"; the test adds them from the provider's own list of symbols. Layouts are those of CUDA 13 on x86-64.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUDA __attribute__((visibility("default")))
enum { SUCCESS = 0, OUT_OF_MEMORY = 2, INVALID_DEVICE = 101, CAPTURE_UNSUPPORTED = 900 };
enum { DEVICES = 2, MOST_BLOCKS = 1 << 16, PROPERTIES = 1008, SHARED_MEMORY = 232448, MULTIPROCESSORS = 132 };

typedef struct { unsigned x, y, z; } dim3;
typedef struct { dim3 grid, block; size_t shared; void *stream; } launch_config;
typedef struct { void *stream; } library;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct { char *start; size_t bytes; } blocks[MOST_BLOCKS];
static int block_count;
static size_t used, limit = (size_t)80 << 30;
static _Thread_local int current;
static int sticky;
static long launches, stray, waits, to_device, to_host, within, captures;
static void *expected;

/* What a test asks and sets. */
CUDA void fake_cuda_expect(void *stream) { expected = stream; launches = stray = waits = to_device = to_host = within = captures = 0; }
CUDA void fake_cuda_counts(long *out) { long all[] = { launches, stray, waits, to_device, to_host, within, captures }; memcpy(out, all, sizeof all); }
CUDA void fake_cuda_limit(size_t bytes) { limit = bytes; }
CUDA void fake_cuda_break(int status) { sticky = status; }
CUDA size_t fake_cuda_used(void) { return used; }

static int on_device(const void *at) {
  for (int i = 0; i < block_count; i++)
    if ((char *)at >= blocks[i].start && (char *)at < blocks[i].start + blocks[i].bytes) return 1;
  return 0;
}

static int launch(void *stream) {
  launches++;
  if (expected && stream != expected) stray++;
  return sticky;
}

static int allocate(void **at, size_t bytes) {
  pthread_mutex_lock(&gate);
  int status = used + bytes > limit || block_count == MOST_BLOCKS ? OUT_OF_MEMORY : sticky;
  if (status == SUCCESS) {
    *at = calloc(1, bytes ? bytes : 1);
    blocks[block_count].start = *at;
    blocks[block_count++].bytes = bytes;
    used += bytes;
  }
  pthread_mutex_unlock(&gate);
  return status;
}

static int release(void *at) {
  pthread_mutex_lock(&gate);
  for (int i = 0; i < block_count; i++)
    if (blocks[i].start == at) {
      used -= blocks[i].bytes;
      blocks[i] = blocks[--block_count];
      break;
    }
  pthread_mutex_unlock(&gate);
  free(at);
  return SUCCESS;
}

static int copy(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t rows, void *stream) {
  pthread_mutex_lock(&gate);
  int into = on_device(to), out = on_device(from);
  if (into && out) within++; else if (into) to_device++; else if (out) to_host++;
  if (expected && stream != expected) stray++;
  pthread_mutex_unlock(&gate);
  for (size_t row = 0; row < rows; row++) memmove((char *)to + row * to_pitch, (const char *)from + row * from_pitch, width);
  return sticky;
}

CUDA int cudaMalloc(void **at, size_t bytes) { return allocate(at, bytes); }
CUDA int cudaMallocAsync(void **at, size_t bytes, void *stream) { return allocate(at, bytes); }
CUDA int cudaMallocFromPoolAsync(void **at, size_t bytes, void *pool, void *stream) { return allocate(at, bytes); }
CUDA int cudaFree(void *at) { return release(at); }
CUDA int cudaFreeAsync(void *at, void *stream) { return release(at); }
CUDA int cudaMallocHost(void **at, size_t bytes) { *at = calloc(1, bytes ? bytes : 1); return SUCCESS; }
CUDA int cudaHostAlloc(void **at, size_t bytes, unsigned flags) { return cudaMallocHost(at, bytes); }
CUDA int cudaFreeHost(void *at) { free(at); return SUCCESS; }
CUDA int cudaMemGetInfo(size_t *available, size_t *total) { *total = limit; *available = limit - used; return sticky; }

CUDA int cudaMemcpy(void *to, const void *from, size_t bytes, int kind) { return copy(to, 0, from, 0, bytes, 1, expected); }
CUDA int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) { return copy(to, 0, from, 0, bytes, 1, stream); }
CUDA int cudaMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t rows, int kind, void *stream) {
  return copy(to, to_pitch, from, from_pitch, width, rows, stream);
}
CUDA int cudaMemcpyFromSymbol(void *to, const void *symbol, size_t bytes, size_t offset, int kind) { memset(to, 0, bytes); return SUCCESS; }
CUDA int cudaMemset(void *at, int value, size_t bytes) { memset(at, value, bytes); return sticky; }
CUDA int cudaMemsetAsync(void *at, int value, size_t bytes, void *stream) { memset(at, value, bytes); return sticky; }

CUDA int cudaGetDeviceCount(int *count) { *count = DEVICES; return SUCCESS; }
CUDA int cudaGetDevice(int *device) { *device = current; return SUCCESS; }
CUDA int cudaSetDevice(int device) { if (device < 0 || device >= DEVICES) return INVALID_DEVICE; current = device; return SUCCESS; }
CUDA int cudaDeviceGetPCIBusId(char *name, int length, int device) { snprintf(name, length, "0000:0%d:00.0", device); return SUCCESS; }
CUDA int cudaDeviceGetDefaultMemPool(void **pool, int device) { static char pools[DEVICES]; *pool = &pools[device]; return SUCCESS; }
CUDA int cudaMemPoolCreate(void **pool, const void *properties) { *pool = malloc(1); return SUCCESS; }
CUDA int cudaDriverGetVersion(int *version) { *version = 13000; return SUCCESS; }
CUDA int cudaRuntimeGetVersion(int *version) { *version = 13000; return SUCCESS; }

CUDA int cudaGetDeviceProperties(char *p, int device) {
  memset(p, 0, PROPERTIES);
  strcpy(p, "A GPU that computes nothing");
  for (int at = 400; at + 4 <= PROPERTIES; at += 4) *(int *)(p + at) = SHARED_MEMORY;
  *(size_t *)(p + 288) = limit;
  *(size_t *)(p + 296) = 49152;                          /* shared memory of a block */
  *(int *)(p + 304) = 65536;                             /* registers of a block */
  *(int *)(p + 308) = 32;                                /* threads of a warp */
  *(int *)(p + 320) = 1024;                              /* threads of a block */
  for (int i = 0; i < 3; i++) *(int *)(p + 324 + 4 * i) = i < 2 ? 1024 : 64, *(int *)(p + 336 + 4 * i) = i ? 65535 : INT32_MAX;
  *(int *)(p + 360) = 9;                                 /* compute capability 9.0 */
  *(int *)(p + 384) = *(int *)(p + 388) = MULTIPROCESSORS;
  return SUCCESS;
}

CUDA int cudaDeviceGetAttribute(int *value, int attribute, int device) {
  switch (attribute) {
    case 16: *value = MULTIPROCESSORS; break;
    case 39: *value = 2048; break;                       /* threads of a multiprocessor */
    case 75: *value = 9; break;
    case 81: case 97: *value = SHARED_MEMORY; break;
    case 115: *value = 1; break;                         /* memory pools */
    default: *value = 0;
  }
  return SUCCESS;
}

CUDA int cudaPointerGetAttributes(int *attributes, const void *at) {
  memset(attributes, 0, 24);
  attributes[0] = on_device(at) ? 2 : 0;
  ((const void **)attributes)[1] = at;
  return SUCCESS;
}

CUDA int cudaStreamCreateWithFlags(void **stream, unsigned flags) { *stream = malloc(1); return sticky; }
CUDA int cudaStreamCreate(void **stream) { return cudaStreamCreateWithFlags(stream, 0); }
CUDA int cudaStreamSynchronize(void *stream) { waits++; return sticky; }
CUDA int cudaDeviceSynchronize(void) { waits++; return sticky; }
CUDA int cudaStreamIsCapturing(void *stream, int *capturing) { *capturing = 0; return SUCCESS; }
CUDA int cudaStreamBeginCapture(void *stream, int mode) { captures++; return stream ? sticky : CAPTURE_UNSUPPORTED; }
CUDA int cudaStreamEndCapture(void *stream, void **graph) { *graph = malloc(1); return SUCCESS; }
CUDA int cudaGraphInstantiate(void **executable, void *graph, unsigned long long flags) { *executable = malloc(1); return SUCCESS; }
CUDA int cudaGraphLaunch(void *executable, void *stream) { return launch(stream); }
CUDA int cudaEventCreateWithFlags(void **event, unsigned flags) { *event = malloc(1); return SUCCESS; }
CUDA int cudaEventCreate(void **event) { return cudaEventCreateWithFlags(event, 0); }
CUDA int cudaEventElapsedTime(float *milliseconds, void *from, void *to) { *milliseconds = 1; return SUCCESS; }
CUDA const char *cudaGetErrorString(int status) { return status == OUT_OF_MEMORY ? "out of memory" : status == 700 ? "an illegal memory access was encountered" : "some error"; }
CUDA const char *cudaGetErrorName(int status) { return "cudaErrorFake"; }
CUDA int cudaGetLastError(void) { return sticky; }
CUDA int cudaPeekAtLastError(void) { return sticky; }

/* What a kernel<<<...>>> pushes, its host side pops and launches with. */
static _Thread_local launch_config pushed;
CUDA unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t shared, void *stream) { pushed = (launch_config){ grid, block, shared, stream }; return 0; }
CUDA int __cudaPopCallConfiguration(dim3 *grid, dim3 *block, size_t *shared, void **stream) {
  *grid = pushed.grid, *block = pushed.block, *shared = pushed.shared, *stream = pushed.stream;
  return SUCCESS;
}

CUDA int cudaLaunchKernel(const void *kernel, dim3 grid, dim3 block, void **arguments, size_t shared, void *stream) { return launch(stream); }
CUDA int __cudaLaunchKernel(void *kernel, dim3 grid, dim3 block, void **arguments, size_t shared, void *stream) { return launch(stream); }
CUDA int cudaLaunchKernelExC(const launch_config *config, const void *kernel, void **arguments) { return launch(config->stream); }
CUDA int cudaFuncGetAttributes(void *attributes, const void *kernel) { memset(attributes, 0, 144); return SUCCESS; }
CUDA int cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *count, const void *kernel, int threads, size_t shared, unsigned flags) { *count = 1; return SUCCESS; }
CUDA int cudaGetDriverEntryPointByVersion(const char *name, void **entry, unsigned version, unsigned long long flags, int *found) { *entry = 0; if (found) *found = 1; return SUCCESS; }
CUDA void **__cudaRegisterFatBinary(void *binary) { static void *handle; return &handle; }

CUDA int cublasCreate_v2(library **handle) { *handle = calloc(1, sizeof(library)); return SUCCESS; }
CUDA int cublasDestroy_v2(library *handle) { free(handle); return SUCCESS; }
CUDA int cublasSetStream_v2(library *handle, void *stream) { handle->stream = stream; return SUCCESS; }
CUDA int cublasGetMathMode(void *handle, int *mode) { *mode = 0; return SUCCESS; }
CUDA int cublasGemmEx(library *handle) { return launch(handle->stream) ? 13 : SUCCESS; }
CUDA int cublasGemmStridedBatchedEx(library *handle) { return launch(handle->stream) ? 13 : SUCCESS; }
CUDA int cublasSgemm_v2(library *handle) { return launch(handle->stream) ? 13 : SUCCESS; }
CUDA const char *cublasGetStatusString(int status) { return "CUBLAS_STATUS_EXECUTION_FAILED"; }
CUDA const char *cublasGetStatusName(int status) { return "CUBLAS_STATUS_EXECUTION_FAILED"; }
CUDA int cublasLtCreate(library **handle) { return cublasCreate_v2(handle); }
CUDA int cublasLtDestroy(library *handle) { return cublasDestroy_v2(handle); }

CUDA int cudnnCreate(library **handle) { return cublasCreate_v2(handle); }
CUDA size_t cudnnGetVersion(void) { return 91100; }
CUDA size_t cudnnGetCudartVersion(void) { return 13000; }
CUDA const char *cudnnGetErrorString(int status) { return "CUDNN_STATUS_EXECUTION_FAILED"; }
