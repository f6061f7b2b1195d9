// Backward passes and the thread's gradient modes.
#include <ATen/core/grad_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "common.h"

namespace {

std::vector<at::Tensor> tensors(const Handle* handles, int32_t count) {
  std::vector<at::Tensor> result;
  result.reserve(count);
  for (int32_t i = 0; i < count; ++i) result.push_back(from_handle(handles[i]));
  return result;
}

}  // namespace

// Accumulates into the leaves' grads. `gradients` may hold nulls (a scalar's gradient of one).
BRIDGE_API int bridge_backward(const Handle* outputs, int32_t output_count, const Handle* gradients, int32_t gradient_count,
                               uint8_t retain_graph, uint8_t create_graph, const Handle* inputs, int32_t input_count) {
  return guarded([&] {
    torch::autograd::backward(tensors(outputs, output_count), tensors(gradients, gradient_count), retain_graph != 0,
                              create_graph != 0, tensors(inputs, input_count));
  });
}

// d(outputs)/d(inputs); `results` has room for one handle per input, null where the input is unused.
BRIDGE_API int bridge_grad(const Handle* outputs, int32_t output_count, const Handle* inputs, int32_t input_count,
                           const Handle* gradients, int32_t gradient_count, uint8_t retain_graph, uint8_t create_graph,
                           uint8_t allow_unused, Handle* results) {
  return guarded([&] {
    auto found = torch::autograd::grad(tensors(outputs, output_count), tensors(inputs, input_count),
                                       tensors(gradients, gradient_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); ++i) results[i] = to_handle(std::move(found[i]));
  });
}

BRIDGE_API uint8_t bridge_grad_enabled() { return c10::GradMode::is_enabled(); }

BRIDGE_API void bridge_set_grad_enabled(uint8_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

BRIDGE_API uint8_t bridge_inference_mode() { return c10::InferenceMode::is_enabled(); }

// The guard must end on the thread that began it.
BRIDGE_API void* bridge_inference_mode_begin(uint8_t enabled) { return new c10::InferenceMode(enabled != 0); }

BRIDGE_API void bridge_inference_mode_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
